-- Activity in the order of time: for what ends, and for events to a SIEM. Built while people are served.
create index concurrently activity_at on audit.activity (at, entry_id);
