package dev.clef.platform.db;

import dev.clef.platform.DataFolder;
import dev.clef.platform.DataFolderLock;
import dev.clef.platform.Randomness;
import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that starts both clusters, says so, and waits to be killed. */
final class ChildServer {

  private ChildServer() {}

  /** Arguments: the data folder, the unpacked PostgreSQL. */
  public static void main(String[] arguments) throws IOException {
    DataFolder folder = new DataFolder(Path.of(arguments[0]));
    try (DataFolderLock _ = folder.lock();
        Databases databases =
            EmbeddedDatabases.start(
                folder,
                new Randomness(),
                new PostgresBinaries(Path.of(arguments[1])),
                TestClusters.settings("data"),
                TestClusters.settings("keys"))) {
      System.out.println("READY " + databases.data().url());
      // Ends at the end of the input, in the orderly way.
      System.out.println("END " + System.in.read());
    }
  }
}
