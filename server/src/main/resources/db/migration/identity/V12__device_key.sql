-- Keys of browsers people trust. Public key and name stand under the person's key, in the field "factors" of the vault.
create table device_key (
  factor_id    uuid        primary key,
  tenant_id    text        not null,
  user_id      uuid        not null,
  created_at   timestamptz not null,
  last_used_at timestamptz
);
create index device_key_of_person on device_key (tenant_id, user_id);

grant select, insert, update, delete on device_key to ${app};
