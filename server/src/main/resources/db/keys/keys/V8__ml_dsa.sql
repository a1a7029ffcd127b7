-- Signing keys of ML-DSA-44 beside those of Ed25519; a key keeps its algorithm when it is replaced.
alter table signing_key add column algorithm text not null default 'ed25519' check (algorithm in ('ed25519', 'ml_dsa_44'));
alter table signing_key drop constraint signing_key_public_key_check;
alter table signing_key add constraint signing_key_public_key_check
  check (length(public_key) = case algorithm when 'ed25519' then 32 else 1312 end);

create or replace function switch_signing_key(
  of_name text, old int, new int, new_public_key bytea, new_custody text, at timestamptz)
returns void language plpgsql security definer set search_path = keys, pg_temp as $$
declare
  same text;
begin
  update signing_key set state = 'retired', retired_at = at where name = of_name and version = old and state = 'current'
    returning algorithm into same;
  if not found then raise exception 'signing key % % is not current', of_name, old; end if;
  insert into signing_key (name, version, algorithm, public_key, custody, state, created_at)
    values (of_name, new, same, new_public_key, new_custody, 'current', at);
end $$;
