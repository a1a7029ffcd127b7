package dev.clef.keys;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Several custodians as one. Each makes wrapping keys of its own, which never leave it; what is
 * wrapped is wrapped by each of them, so that one is enough to open it, and no wrapping key has to
 * be copied. A custodian that leaves makes and wraps nothing new; it opens and destroys what it has
 * until nothing is left. Thread-safe.
 */
final class Custodians implements KeyCustodian {

  /** How long a custodian out of reach is left alone while another one can do the work. */
  private static final long PAUSE_NANOS = 10_000_000_000L;

  /** One of them; its name is stored, so it never changes. */
  static final class Member {
    private final String name;
    private final KeyCustodian custodian;
    private final boolean leaving;
    private volatile long awayUntilNanos = System.nanoTime();

    Member(String name, KeyCustodian custodian, boolean leaving) {
      this.name = name;
      this.custodian = custodian;
      this.leaving = leaving;
    }

    String name() {
      return name;
    }

    KeyCustodian custodian() {
      return custodian;
    }

    boolean isLeaving() {
      return leaving;
    }

    /** Whether it was out of reach a moment ago. */
    boolean isAway() {
      return System.nanoTime() - awayUntilNanos < 0;
    }

    /** Notes whether the custodian was in reach. */
    private <T> T ask(Function<KeyCustodian, T> question) {
      try {
        T answer = question.apply(custodian);
        awayUntilNanos = System.nanoTime();
        return answer;
      } catch (CustodianUnavailable e) {
        awayUntilNanos = System.nanoTime() + PAUSE_NANOS;
        throw e;
      }
    }

    /** The answer, or null when the custodian is out of reach. */
    private <T> @Nullable T tryAsk(Function<KeyCustodian, T> question) {
      try {
        return ask(question);
      } catch (CustodianUnavailable e) {
        return null;
      }
    }
  }

  private final List<Member> members;

  /**
   * In the order in which they are asked.
   *
   * @throws IllegalArgumentException when two have one name, or all leave
   */
  Custodians(List<Member> members) {
    this.members = List.copyOf(members);
    if (members.stream().map(Member::name).distinct().count() != members.size()) {
      throw new IllegalArgumentException("two custodians of one name");
    }
    if (members.stream().allMatch(Member::isLeaving)) {
      throw new IllegalArgumentException("a custodian must stay");
    }
  }

  List<Member> members() {
    return members;
  }

  private Stream<Member> staying() {
    return members.stream().filter(member -> !member.isLeaving());
  }

  /** Hardware when no key bytes can be copied anywhere. */
  @Override
  public Custody custody() {
    boolean inSoftware =
        members.stream()
            .filter(member -> member.custodian().custody() == Custody.SOFTWARE)
            .anyMatch(
                member -> !member.isLeaving() || !member.custodian().regionalKeys().isEmpty());
    return inSoftware ? Custody.SOFTWARE : Custody.HSM;
  }

  /** With every one that stays; all have to be in reach. */
  @Override
  public void create(WrappingKeyId id) {
    staying()
        .forEach(member ->
            member.ask(custodian -> {
              custodian.create(id);
              return true;
            }));
  }

  /** With every one; all have to be in reach. */
  @Override
  public void destroy(WrappingKeyId id) {
    members.forEach(member ->
        member.ask(custodian -> {
          custodian.destroy(id);
          return true;
        }));
  }

  /** Whether anyone has it; that nobody has it is known when all are in reach. */
  @Override
  public boolean holds(WrappingKeyId id) {
    @Nullable CustodianUnavailable away = null;
    for (Member member : members) {
      try {
        if (member.ask(custodian -> custodian.holds(id))) {
          return true;
        }
      } catch (CustodianUnavailable e) {
        away = e;
      }
    }
    if (away != null) {
      throw away;
    }
    return false;
  }

  @Override
  public Set<WrappingKeyId.Regional> regionalKeys() {
    Set<WrappingKeyId.Regional> keys = new HashSet<>();
    members.forEach(member -> keys.addAll(member.ask(KeyCustodian::regionalKeys)));
    return keys;
  }

  @Override
  public void moveUnder(WrappingKeyId.Root root) {
    members.stream()
        .filter(member -> member.ask(custodian -> custodian.holds(root)))
        .forEach(member -> member.custodian().moveUnder(root));
  }

  /** By each that stays and is in reach; by one that leaves when no other has the key. */
  @Override
  public byte[] wrap(WrappingKeyId id, byte[] context, byte[] keyBytes) {
    Map<Long, byte[]> copies = new LinkedHashMap<>();
    staying().forEach(member -> wrap(member, id, context, keyBytes, copies));
    if (copies.isEmpty()) {
      members.stream()
          .filter(Member::isLeaving)
          .forEach(member -> wrap(member, id, context, keyBytes, copies));
    }
    if (copies.isEmpty()) {
      holds(id); // says who is out of reach
      throw new KeyUnavailable("no custodian holds key " + id.label());
    }
    return members.size() == 1 ? copies.values().iterator().next() : CopiedKey.of(copies);
  }

  private static void wrap(
      Member member, WrappingKeyId id, byte[] context, byte[] keyBytes, Map<Long, byte[]> copies) {
    byte[] wrapped =
        member.tryAsk(
            custodian -> custodian.holds(id) ? custodian.wrap(id, context, keyBytes) : new byte[0]);
    if (wrapped != null && wrapped.length > 0) {
      copies.put(CopiedKey.nameHash(member.name()), wrapped);
    }
  }

  /** By the first that can; the others are asked when it is out of reach or has not the key. */
  @Override
  public byte[] unwrap(WrappingKeyId id, byte[] context, byte[] wrapped) {
    Map<Long, byte[]> copies = CopiedKey.isOne(wrapped) ? CopiedKey.copies(wrapped) : Map.of();
    @Nullable RuntimeException lacking = null;
    for (Member member : inReachFirst()) {
      byte[] mine = copies.isEmpty() ? wrapped : copies.get(CopiedKey.nameHash(member.name()));
      if (mine == null) {
        continue;
      }
      try {
        return member.ask(custodian -> custodian.unwrap(id, context, mine));
      } catch (CustodianUnavailable away) {
        lacking = away;
      } catch (KeyUnavailable none) {
        lacking = lacking == null ? none : lacking;
      } catch (EnvelopeRejected damaged) {
        // Or of a custodian that was emptied since and has another key of that name.
        lacking = lacking == null ? damaged : lacking;
      }
    }
    throw lacking == null ? new KeyUnavailable("no custodian holds key " + id.label()) : lacking;
  }

  private List<Member> inReachFirst() {
    return Stream.concat(
            members.stream().filter(member -> !member.isAway()),
            members.stream().filter(Member::isAway))
        .toList();
  }

  @Override
  public void spread(WrappingKeyId id) {
    if (members.size() > 1 && holds(id)) {
      create(id);
    }
  }

  /** Of those that stay and are in reach. */
  @Override
  public boolean lacksCopies(WrappingKeyId id, byte[] context, byte[] wrapped, boolean thorough) {
    if (members.size() == 1) {
      return false;
    }
    Map<Long, byte[]> copies = CopiedKey.isOne(wrapped) ? CopiedKey.copies(wrapped) : Map.of();
    return staying()
        .anyMatch(member -> {
          byte[] copy = copies.get(CopiedKey.nameHash(member.name()));
          Boolean lacks =
              member.tryAsk(custodian ->
                  copy == null
                      ? custodian.holds(id)
                      : thorough && !opens(custodian, id, context, copy));
          return Boolean.TRUE.equals(lacks);
        });
  }

  private static boolean opens(
      KeyCustodian custodian, WrappingKeyId id, byte[] context, byte[] copy) {
    try {
      Arrays.fill(custodian.unwrap(id, context, copy), (byte) 0);
      return true;
    } catch (EnvelopeRejected | KeyUnavailable e) {
      return false;
    }
  }

  /** Whether any one that stays is in reach. */
  boolean isReachable() {
    return staying().anyMatch(member -> member.tryAsk(KeyCustodian::regionalKeys) != null);
  }

  /**
   * Asks each whether it works.
   *
   * @param id a key that each that stays has to have; the one that leaves may not have it
   */
  List<CustodyFigures.Holder> look(WrappingKeyId id) {
    return members.stream()
        .map(member ->
            new CustodyFigures.Holder(
                member.name(),
                member.custodian().custody(),
                member.isLeaving(),
                member.isLeaving()
                    ? member.tryAsk(KeyCustodian::regionalKeys) != null
                    : wraps(member, id)))
        .toList();
  }

  /** A token that was pulled out may still list nothing; only work tells that it is there. */
  private static boolean wraps(Member member, WrappingKeyId id) {
    byte[] context = Context.of("clef-custody-probe-v1").text(id.label()).bytes();
    try {
      return member.tryAsk(it -> it.wrap(id, context, new byte[DataKey.SIZE])) != null;
    } catch (KeyUnavailable none) {
      return false;
    }
  }

  /** With the first that can keep signing keys; signatures do not need a second one. */
  @Override
  public Optional<byte[]> createSigning(SigningKeyId id) {
    return staying()
        .flatMap(member -> {
          Optional<byte[]> made = member.tryAsk(custodian -> custodian.createSigning(id));
          return made == null ? Stream.empty() : made.stream();
        })
        .findFirst();
  }

  @Override
  public byte[] sign(SigningKeyId id, byte[] message) {
    @Nullable RuntimeException lacking = null;
    for (Member member : members) {
      try {
        return member.ask(custodian -> custodian.sign(id, message));
      } catch (CustodianUnavailable away) {
        lacking = away;
      } catch (KeyUnavailable none) {
        lacking = lacking == null ? none : lacking;
      }
    }
    throw lacking == null ? new KeyUnavailable("no custodian") : lacking;
  }

  @Override
  public void destroySigning(SigningKeyId id) {
    members.forEach(member ->
        member.ask(custodian -> {
          custodian.destroySigning(id);
          return true;
        }));
  }
}
