package dev.clef.openid;

import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of what people allowed applications. */
class ApprovalStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  private final JdbcClient jdbc;

  ApprovalStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<Approval> find(SubjectId subject, String clientId) {
    return of(subject).stream().filter(one -> one.clientId().equals(clientId)).findFirst();
  }

  List<Approval> of(SubjectId subject) {
    return jdbc.sql(
            """
            select a.client_id, c.name, a.scopes, a.approved_at
            from openid.approval a
            join openid.client c on c.tenant_id = a.tenant_id and c.client_id = a.client_id
            where a.tenant_id = ? and a.user_id = ? order by a.approved_at desc
            """)
        .params(TENANT, subject.value())
        .query((row, n) ->
            new Approval(
                row.getString("client_id"),
                row.getString("name"),
                ClientStore.texts(row, "scopes"),
                row.getTimestamp("approved_at").toInstant()))
        .list();
  }

  void put(SubjectId subject, String clientId, List<String> scopes, Instant at) {
    jdbc.sql(
            """
            insert into openid.approval (tenant_id, user_id, client_id, scopes, approved_at)
            values (:tenant, :user, :client, :scopes, :at)
            on conflict (tenant_id, user_id, client_id)
              do update set scopes = :scopes, approved_at = :at
            """)
        .param("tenant", TENANT)
        .param("user", subject.value())
        .param("client", clientId)
        .param("scopes", ClientStore.array(scopes))
        .param("at", Timestamp.from(at))
        .update();
  }

  boolean delete(SubjectId subject, String clientId) {
    return jdbc.sql(
                "delete from openid.approval where tenant_id = ? and user_id = ? and client_id = ?")
            .params(TENANT, subject.value(), clientId)
            .update()
        == 1;
  }

  void delete(Collection<SubjectId> subjects) {
    jdbc.sql("delete from openid.approval where tenant_id = ? and user_id = any(?)")
        .params(TENANT, SubjectId.values(subjects))
        .update();
  }
}
