package dev.clef.rights;

import dev.clef.subject.HeldField;
import dev.clef.subject.PersonalData;
import dev.clef.subject.SubjectId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A copy of everything held about a person (GDPR Art. 15(3) and 20): {@code data.json} for
 * machines, {@code data.html} for people, both from the same tree. The shape of the JSON is frozen
 * by a golden file.
 */
public final class ExportPackage {

  static final String FORMAT = "clef-export-v1";

  private final List<PersonalData> owners;
  private final Clock clock;
  private final JsonMapper json =
      // Without a pool of buffers: they would keep what was written.
      JsonMapper.builder(
              JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  ExportPackage(List<PersonalData> owners, Clock clock) {
    this.owners = owners.stream().sorted(Comparator.comparingInt(ExportPackage::place)).toList();
    this.clock = clock;
  }

  /** The bytes of a zip archive; every read is logged under {@code requestId}. */
  public byte[] of(SubjectId subject, UUID requestId) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("format", FORMAT);
    tree.put("request_id", requestId.toString());
    tree.put("made_at", clock.instant().toString());
    for (PersonalData owner : owners) {
      Map<String, Object> part = new LinkedHashMap<>();
      part.put("why", owner.describe().stream().map(ExportPackage::why).toList());
      part.put("data", Plain.tree(owner.export(subject, requestId)));
      tree.put(owner.owner(), part);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      add(zip, "data.json", json.writeValueAsBytes(tree));
      add(zip, "data.html", ExportPage.of(tree).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to take bytes", e);
    }
    return bytes.toByteArray();
  }

  /** What people look for first comes first. */
  private static int place(PersonalData owner) {
    return switch (owner.owner()) {
      case "profile" -> 0;
      case "account" -> 1;
      default -> 2;
    };
  }

  private static Map<String, Object> why(HeldField field) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", field.name());
    members.put("category", field.category().code());
    members.put("purpose", field.purpose().code());
    members.put("basis", field.basis().code());
    return members;
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }
}
