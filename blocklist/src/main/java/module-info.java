/** Password filters: written once from a list, mapped and asked. Needs java.base alone. */
module dev.clef.blocklist {
  requires static org.jspecify;

  exports dev.clef.blocklist;
}
