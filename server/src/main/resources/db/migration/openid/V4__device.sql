-- Applications on devices without a browser or keys to type on (RFC 8628).
alter table client drop constraint client_kind_check;
alter table client add constraint client_kind_check check (kind in ('web', 'spa', 'native', 'service', 'device'));
alter table token_family drop constraint token_family_grant_type_check;
alter table token_family add constraint token_family_grant_type_check check (
  grant_type in ('authorization_code', 'client_credentials', 'urn:ietf:params:oauth:grant-type:device_code'));

-- What a device asks for until its person has answered. Of its own code the SHA-256; the code people type is short, so of it
-- a keyed digest, whose key is in the other database.
create table device_request (
  request_id       uuid        primary key,
  tenant_id        text        not null,
  client_id        text        not null,
  device_hash      bytea       not null unique check (length(device_hash) = 32),
  user_mac         bytea       not null unique check (length(user_mac) = 32),
  scopes           text[]      not null,
  state            text        not null check (state in ('waiting', 'allowed', 'refused')),
  user_id          uuid,
  authenticated_at timestamptz,
  wait_seconds     int         not null,
  polled_at        timestamptz,
  created_at       timestamptz not null,
  expires_at       timestamptz not null,
  check ((state = 'allowed') = (user_id is not null)),
  foreign key (tenant_id, client_id) references client on delete cascade
);
create index device_request_person on device_request (tenant_id, user_id) where user_id is not null;
create index device_request_client on device_request (tenant_id, client_id);
create index device_request_expiry on device_request (expires_at);
grant select, insert, update, delete on device_request to ${app};
