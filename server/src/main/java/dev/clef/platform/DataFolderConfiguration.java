package dev.clef.platform;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The data folder ({@code clef.data}, CLEF_DATA), what it may hold, and its lock. */
@Configuration(proxyBeanMethods = false)
class DataFolderConfiguration {

  @Bean
  Demo demo(@Value("${clef.demo:false}") boolean on) {
    return new Demo(on);
  }

  // Whoever gets the folder may write to it, so it is refused here.
  @Bean
  DataFolder dataFolder(@Value("${clef.data:clef-data}") Path root, Demo demo) {
    DataFolder folder = new DataFolder(root);
    DemoFolder.of(folder).require(demo);
    return folder;
  }

  @Bean
  DataFolderLock dataFolderLock(DataFolder folder) {
    return folder.lock();
  }
}
