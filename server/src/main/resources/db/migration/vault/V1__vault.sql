-- Personal data, encrypted under the key of its person. Without the keys database nothing here can be read or attributed.

-- What may be read about a person, pushed down by the modules above. No row: nothing may be read.
create table read_state (
  tenant_id  text     not null,
  user_id    uuid     not null,
  purposes   text[]   not null,
  restricted boolean  not null default false,
  age_class  text     not null,
  residency  text     not null,
  erased     boolean  not null default false,
  primary key (tenant_id, user_id)
);

create table field (
  tenant_id  text        not null,
  user_id    uuid        not null,
  name       text        not null,
  version    bigint      not null check (version > 0),
  ciphertext bytea       not null,
  origin     text        not null check (origin in ('person', 'import', 'service')),
  written_at timestamptz not null,
  primary key (tenant_id, user_id, name)
);

-- The core record of the data model: EncryptedUsername, HashedPassword (encrypted once more) and EncryptedPII.
create view encrypted_pii as
select tenant_id,
       user_id,
       max(encode(ciphertext, 'base64')) filter (where name = 'username')        as encrypted_username,
       max(encode(ciphertext, 'base64')) filter (where name = 'hashed_password') as hashed_password,
       jsonb_object_agg(name, encode(ciphertext, 'base64'))
         filter (where name not in ('username', 'hashed_password'))              as encrypted_pii
from field
group by tenant_id, user_id;

grant usage on schema vault to ${app};
grant select, insert, update on read_state to ${app};
grant select, insert, update, delete on field to ${app};
grant select on encrypted_pii to ${app};
