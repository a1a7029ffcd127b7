-- The public key of the browser a session is for, and when it last proved that it holds the other half. A session without a key
-- can do nothing but add a passkey.
alter table staff_session
  add column browser_key bytea,
  add column proven_at   timestamptz;
