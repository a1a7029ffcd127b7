-- Nodes hold keys of people in memory on a lease. A node finds new erasures by the transactions that wrote them: what was
-- not finished at its last look is looked at again.
alter table erasure add column xid xid8 not null default pg_current_xact_id();
create index erasure_xid on erasure (xid);

-- expires_at: by the clock of this database. scanned_at: erasures committed before are out of the node's memory.
create table node_lease (
  node       uuid        primary key,
  expires_at timestamptz not null,
  scanned_at timestamptz not null
);
grant select, insert, update, delete on node_lease to ${app};
