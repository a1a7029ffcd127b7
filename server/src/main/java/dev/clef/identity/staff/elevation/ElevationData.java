package dev.clef.identity.staff.elevation;

import dev.clef.subject.Catalogue;
import dev.clef.subject.HeldField;
import dev.clef.subject.PersonalData;
import dev.clef.subject.SubjectId;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** That staff asked to see a person's data, and what came of it; without who of the staff. */
final class ElevationData implements PersonalData {

  private final ElevationStore store;
  private final ElevationEvents events;
  private final Clock clock;

  ElevationData(ElevationStore store, ElevationEvents events, Clock clock) {
    this.store = store;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public String owner() {
    return "elevations";
  }

  @Override
  public List<HeldField> describe() {
    return Catalogue.held("elevations");
  }

  @Override
  public Map<String, Object> export(SubjectId subject, UUID requestId) {
    return Map.of("asked", store.about(subject).stream().map(ElevationData::asked).toList());
  }

  private static Map<String, Object> asked(Elevation elevation) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("for", elevation.purpose().code());
    members.put("by_role", elevation.role().code());
    members.put("minutes", elevation.minutes());
    members.put("asked_at", elevation.askedAt());
    members.put("state", elevation.state().code());
    if (elevation.emergency() != null) {
      members.put("emergency", elevation.emergency().reason().code());
    }
    switch (elevation.state()) {
      case ElevationState.Open open -> members.put("opened_at", open.since());
      case ElevationState.Ended ended -> {
        if (ended.since() != null) {
          members.put("opened_at", ended.since());
        }
        members.put("ended_at", ended.at());
      }
      case ElevationState.Waiting _,
          ElevationState.Approved _,
          ElevationState.Declined _,
          ElevationState.Withdrawn _,
          ElevationState.Lapsed _ -> {}
    }
    return members;
  }

  @Override
  public List<String> rectify(SubjectId subject, Map<String, String> corrections, UUID requestId) {
    return List.of();
  }

  /** What was asked stays, about nobody; what was under way is over. */
  @Override
  public void erase(Collection<SubjectId> subjects) {
    store
        .forget(subjects, clock.instant())
        .forEach(one ->
            events.appendAboutNobody(
                ElevationEvents.byItself("elevation.ended", one)
                    .with("why", EndReason.ERASED.code())));
  }
}
