-- Further signatures on checkpoints, each with a time (C2SP tlog-cosignature): the log's own of ML-DSA-44, and those of
-- witnesses. Apart from the checkpoints because they are ten times as large: of those that newer ones have replaced, one a
-- minute is kept.
create table cosignature (
  size   bigint      not null references checkpoint (size),
  key    text        not null, -- name and ID of the key, as the line says them
  line   text        not null, -- of the signed note
  at     timestamptz not null,
  by_log boolean     not null,
  primary key (size, key)
);
create index cosignature_at on cosignature (at);

-- Checkpoints that enough witnesses have cosigned.
create table witnessed (
  size   bigint not null references checkpoint (size),
  policy text   not null, -- SHA-256 of who had to
  at     timestamptz not null,
  primary key (policy, size)
);
create index witnessed_at on witnessed (at);

-- What came of asking a witness last.
create table witness (
  url        text primary key,
  size       bigint not null default 0, -- of the last checkpoint it cosigned
  at         timestamptz,               -- when
  state      text not null check (state in ('agrees', 'away', 'refuses', 'disagrees')),
  since      timestamptz not null,      -- of this state
  evidence   text,                      -- a checkpoint the witness has that this log does not continue
  reported   text                       -- the last state that is in the log
);

grant select on cosignature, witnessed, witness to ${app};
grant select, insert, delete on cosignature, witnessed to ${sequencer};
grant select, insert, update on witness to ${sequencer};
