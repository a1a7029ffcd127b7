-- Earlier data keys of people, each in an envelope under the next one: whoever has the newest has them all, and they end with
-- it, so that epochs and erasures need not know them.
create table older_data_key (
  tenant_id  text        not null,
  person_id  uuid        not null,
  version    int         not null check (version > 0),
  sealed_key bytea       not null,
  retired_at timestamptz not null,
  primary key (tenant_id, person_id, version)
);
grant select, insert, delete on older_data_key to ${app};

-- Everybody gets a new data key, one page of people after the other.
create table data_key_rotation (
  region      text        not null,
  number      int         not null check (number > 0),
  started_at  timestamptz not null,
  finished_at timestamptz,
  at_tenant   text        not null default '',
  at_person   uuid        not null default '00000000-0000-0000-0000-000000000000',
  total       bigint      not null,
  done        bigint      not null default 0,
  damaged     bigint      not null default 0,
  reported    text, -- the last state that is in the log
  primary key (region, number)
);
create unique index one_data_key_rotation on data_key_rotation (region) where finished_at is null;
grant select, insert, update (finished_at, at_tenant, at_person, done, damaged, reported) on data_key_rotation to ${app};
