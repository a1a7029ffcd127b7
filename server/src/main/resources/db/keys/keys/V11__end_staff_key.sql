-- The key of a staff account ends with the account, in all its versions.
create function end_staff_key(of_name text) returns int
  language plpgsql security definer set search_path = keys, pg_temp as $$
declare
  ended int;
begin
  delete from service_key where kind = 'staff' and name = of_name;
  get diagnostics ended = row_count;
  delete from rewrapped_service_key where kind = 'staff' and name = of_name;
  return ended;
end
$$;
revoke all on function end_staff_key(text) from public;
grant execute on function end_staff_key(text) to ${app};
