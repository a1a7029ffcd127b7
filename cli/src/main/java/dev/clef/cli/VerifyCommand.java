package dev.clef.cli;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.EntryRange;
import dev.clef.ledger.FolderSource;
import dev.clef.ledger.LeafFormat;
import dev.clef.ledger.LogSource;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.TlogProof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code clef verify}: looks at what it is given and checks it. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Checks a log, an erasure certificate or a proof, without trusting the server.")
final class VerifyCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PATH|URL",
      description =
          "A folder in the layout of tlog-tiles or a tar of one, an erasure certificate, a"
              + " .tlog-proof, or the URL of a log.")
  private String target = "";

  @Option(
      names = "--key",
      paramLabel = "VKEY|FILE",
      description =
          "The verifier key of the log, obtained from elsewhere. Given more than once (Ed25519,"
              + " ML-DSA-44), every one has to have signed.")
  private List<String> keys = List.of();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Who has to have signed and cosigned, in the format of C2SP tlog-policy.")
  private Optional<Path> policy = Optional.empty();

  @Option(
      names = "--witness",
      paramLabel = "VKEY|FILE",
      description = "Instead of a policy: a witness that has to have cosigned. May be repeated.")
  private List<String> witnesses = List.of();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--since",
      paramLabel = "FILE",
      description = "A checkpoint kept from earlier, which the log must extend.")
  private Optional<Path> since = Optional.empty();

  @Option(
      names = "--entries",
      paramLabel = "FIRST-LAST",
      converter = EntryRangeConverter.class,
      description =
          "Check only these entries of a log, from 0, in whole bundles of 256; FIRST- for all from"
              + " there on.")
  private Optional<EntryRange> entries = Optional.empty();

  @Option(
      names = "--leaf",
      paramLabel = "FILE",
      description = "The entry a .tlog-proof is about, if its extra line does not hold it.")
  private Optional<Path> leaf = Optional.empty();

  @Option(
      names = "--format",
      defaultValue = "clef",
      description = "The format of the entries: ${COMPLETION-CANDIDATES} (default: clef).")
  private LeafFormat format = LeafFormat.CLEF;

  @Option(
      names = "--tsa-ca",
      paramLabel = "FILE",
      description = "Certificates in PEM, to one of which the time-stamps of a log must chain.")
  private Optional<Path> authority = Optional.empty();

  @Mixin private Tls tls = new Tls();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    Report report = new Report(line.getOut(), line.getErr(), json);
    if (policy.isPresent() && !witnesses.isEmpty()) {
      throw new ParameterException(line, "Either --policy or --witness");
    }
    Trust trust = Trust.of(keys.subList(Math.min(1, keys.size()), keys.size()), policy, witnesses);
    if (trust.policy().filter(it -> it.quorum().isEmpty()).isPresent()) {
      report.warn("warning: the policy asks for no cosignature (quorum none).");
    }
    if (target.startsWith("https://") || target.startsWith("http://")) {
      HttpSource source = HttpSource.at(tls.client(), target);
      return remote(source, trust, report);
    }
    Path path = Path.of(target);
    if (Files.isDirectory(path)) {
      return folder(path, trust, report);
    }
    if (LogArchive.isOne(path)) {
      try (LogArchive archive = LogArchive.unpacked(path)) {
        return folder(archive.folder(), trust, report);
      }
    }
    String text = Files.readString(path);
    if (since.isPresent() || authority.isPresent() || entries.isPresent()) {
      throw new ParameterException(line, "--since, --entries and --tsa-ca are for logs alone");
    }
    if (text.startsWith(TlogProof.HEADER)) {
      FolderSource beside = new FolderSource(path.toAbsolutePath().resolveSibling("."));
      Optional<SignedNote> head = Optional.of(text).flatMap(VerifyCommand::noteOfProof);
      return new FileCheck(key(beside, LogKey.FILE, head, trust), trust, report).proof(text, leaf);
    }
    if (text.stripLeading().startsWith("{")) {
      ErasureCertificate certificate = FileCheck.read(text);
      LogKey known =
          keys.isEmpty()
              ? trust.logKey(certificate.proof().checkpoint()).orElseGet(certificate::carriedKey)
              : LogKey.named(keys.getFirst());
      return new FileCheck(trust.apart(known), trust, report).certificate(certificate);
    }
    throw CliException.failed(target + " is neither a certificate nor a proof");
  }

  private int folder(Path path, Trust trust, Report report) throws IOException {
    FolderSource folder = new FolderSource(path);
    Optional<SignedNote> head = folder.read(LogSource.CHECKPOINT).flatMap(VerifyCommand::note);
    LogKey known = key(folder, LogKey.FILE, head, trust);
    return log(folder, known, trust, new StampFolder(path), report);
  }

  private int remote(HttpSource source, Trust trust, Report report) throws IOException {
    Optional<byte[]> note = source.read(LogSource.CHECKPOINT);
    if (note.isEmpty()) {
      throw CliException.environment("there is no log at " + source.base());
    }
    LogKey known = key(source, LogKey.PATH, note(note.get()), trust);
    // The head is read once: by the time the tiles are read the log may have grown.
    Checkpoint head = LogCheck.believed(note.get(), known.key(), "the checkpoint");
    try (ReadAhead ahead = new ReadAhead(source, head.size())) {
      LogSource still = path -> path.equals(LogSource.CHECKPOINT) ? note : ahead.read(path);
      StampServer stamps = new StampServer(source, Optional.empty());
      return log(still, known, trust, stamps, report);
    }
  }

  private int log(LogSource source, LogKey known, Trust trust, StampSource stamps, Report report)
      throws IOException {
    Optional<Checkpoint> earlier = Optional.empty();
    if (since.isPresent()) {
      Path file = since.get();
      byte[] note = Files.readAllBytes(file);
      earlier = Optional.of(LogCheck.believed(note, known.key(), file.toString()));
    }
    StampCheck times = new StampCheck(source, stamps, StampCheck.anchors(authority), report);
    EntryRange range = entries.orElse(EntryRange.ALL);
    return new LogCheck(known, format, trust, range, report).run(source, earlier, times);
  }

  /** Named by the user, by the policy, or else carried along. */
  private LogKey key(LogSource source, String carried, Optional<SignedNote> head, Trust trust)
      throws IOException {
    return trust.apart(found(source, carried, head, trust));
  }

  private LogKey found(LogSource source, String carried, Optional<SignedNote> head, Trust trust)
      throws IOException {
    if (!keys.isEmpty()) {
      return LogKey.named(keys.getFirst());
    }
    Optional<LogKey> ofPolicy = head.flatMap(trust::logKey);
    return ofPolicy.isPresent()
        ? ofPolicy.get()
        : LogKey.carried(source, carried)
            .orElseThrow(() ->
                new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "There is no key beside it: pass the verifier key of the log by --key"));
  }

  /** What is malformed is told by the check itself. */
  private static Optional<SignedNote> note(byte[] bytes) {
    try {
      return Optional.of(SignedNote.parse(bytes));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static Optional<SignedNote> noteOfProof(String text) {
    try {
      return Optional.of(TlogProof.parse(text).checkpoint());
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
