-- The key hierarchy, the blind indexes and the version heads: everything a backup of the data database must not hold.

-- Regional keys live with their custodian; this table says which epoch is in force.
create table epoch (
  region     text        not null,
  epoch      int         not null check (epoch > 0),
  state      text        not null check (state in ('current', 'retired', 'destroyed')),
  created_at timestamptz not null,
  primary key (region, epoch)
);
create unique index one_current_epoch on epoch (region) where state = 'current';

-- Branch keys: tenant x shard, wrapped by the regional key of their epoch.
create table branch_key (
  tenant_id   text        not null,
  shard       smallint    not null check (shard between 0 and 15),
  epoch       int         not null,
  version     int         not null,
  wrapped_key bytea       not null,
  created_at  timestamptz not null,
  primary key (tenant_id, shard, epoch, version)
);

-- The keys of a person, wrapped by the branch key of the person's shard. One partition an epoch, so that an epoch change
-- writes a new table and drops the old one. confirmed: the data database is known to hold the account.
create table person_key (
  epoch                  int         not null,
  tenant_id              text        not null,
  person_id              uuid        not null,
  shard                  smallint    not null,
  branch_version         int         not null,
  data_key_version       int         not null,
  wrapped_data_key       bytea       not null,
  wrapped_commitment_key bytea       not null,
  created_at             timestamptz not null,
  confirmed              boolean     not null default false,
  primary key (tenant_id, person_id, epoch)
) partition by list (epoch);
create table person_key_e1 partition of person_key for values in (1);
create index person_key_unconfirmed on person_key (created_at) where not confirmed;

-- Which version of each field is the newest: an older row put back into the data database is recognised.
-- pending: versions a write has announced; true until the write is known to have happened or not.
create table version_head (
  tenant_id text  not null,
  person_id uuid  not null,
  heads     jsonb not null,
  pending   jsonb,
  primary key (tenant_id, person_id)
);
create index version_head_pending on version_head (tenant_id, person_id) where pending is not null;

-- pending: made by a write whose outcome is not known yet.
-- Keyed digests by which a person is found: user names, e-mail addresses, identifiers of the source of an import.
create table blind_index (
  tenant_id    text     not null,
  kind         text     not null,
  key_version  smallint not null,
  norm_version smallint not null,
  digest       bytea    not null,
  person_id    uuid     not null,
  verified     boolean  not null,
  pending      boolean  not null default false,
  primary key (tenant_id, kind, digest, person_id)
);
create unique index username_index on blind_index (tenant_id, digest) where kind = 'username';
create unique index source_index on blind_index (tenant_id, digest) where kind = 'source';
create index blind_index_person on blind_index (tenant_id, person_id);

-- Who was erased, for the day an old data backup comes back; and which imported identities stay erased.
create table erasure (
  tenant_id      text        not null,
  person_id      uuid        not null,
  certificate_id uuid        not null unique,
  erased_at      timestamptz not null,
  primary key (tenant_id, person_id)
);
create table erased_source (
  tenant_id text        not null,
  digest    bytea       not null,
  erased_at timestamptz not null,
  primary key (tenant_id, digest)
);

-- Keys of the service itself, in trees of their own, wrapped by the root key: index, commitment, audit, signing.
create table service_key (
  kind        text        not null,
  name        text        not null,
  version     int         not null,
  wrapped_key bytea       not null,
  created_at  timestamptz not null,
  primary key (kind, name, version)
);

grant usage on schema keys to ${app};
grant select, insert on epoch, branch_key, service_key to ${app};
grant select, insert, update, delete on person_key, version_head, blind_index to ${app};
grant select, insert on erasure, erased_source to ${app};
