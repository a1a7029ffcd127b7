-- Letters on their way: deleted when they are delivered, refused or lapsed. Whom they go to and what they say is sealed,
-- under the key of the person, or under a key of the service for somebody who has no account.
create table letter (
  letter_id  uuid        primary key,
  tenant_id  text        not null,
  user_id    uuid,
  template   text        not null,
  language   text,
  sealed     bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  attempts   int         not null default 0,
  next_at    timestamptz not null,
  claim      uuid
);
create index letter_due on letter (next_at);
create index letter_of_person on letter (tenant_id, user_id) where user_id is not null;

-- Addresses a mail server refused for good, as a commitment that only the key of the person can make.
create table undeliverable (
  tenant_id    text        not null,
  user_id      uuid        not null,
  address_mark bytea       not null,
  since        timestamptz not null,
  primary key (tenant_id, user_id)
);

grant usage on schema mail to ${app};
grant select, insert, update, delete on letter, undeliverable to ${app};
