package dev.clef.platform;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The data folder ({@code clef.data}, CLEF_DATA) and its lock. */
@Configuration(proxyBeanMethods = false)
class DataFolderConfiguration {

  @Bean
  DataFolder dataFolder(@Value("${clef.data:clef-data}") Path root) {
    return new DataFolder(root);
  }

  @Bean
  DataFolderLock dataFolderLock(DataFolder folder) {
    return folder.lock();
  }
}
