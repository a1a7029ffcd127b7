package dev.clef.architecture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.modulith.core.ApplicationModules;

/**
 * Who uses whom.
 *
 * @param uses module to the modules it uses
 */
public record ModuleGraph(Map<String, Set<String>> uses) {

  /** The arrows in the code. */
  public static ModuleGraph of(ApplicationModules modules) {
    Map<String, Set<String>> uses = new TreeMap<>();
    modules.forEach(module ->
        uses.put(
            module.getIdentifier().toString(),
            module
                .getDirectDependencies(modules)
                .uniqueModules()
                .map(used -> used.getIdentifier().toString())
                .collect(Collectors.toCollection(TreeSet::new))));
    return new ModuleGraph(uses);
  }

  /** The modules, each after all it uses; empty when there is a circle. */
  public Optional<List<String>> order() {
    List<String> order = new ArrayList<>();
    Set<String> open = new TreeSet<>(uses.keySet());
    while (!open.isEmpty()) {
      Optional<String> next =
          open.stream().filter(name -> used(name).stream().noneMatch(open::contains)).findFirst();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      open.remove(next.get());
      order.add(next.get());
    }
    return Optional.of(order);
  }

  /** The arrows of {@code module} that do not follow from others. */
  Set<String> reduced(String module) {
    Set<String> direct = new TreeSet<>(used(module));
    used(module).forEach(through -> direct.removeAll(reach(through)));
    return direct;
  }

  private Set<String> reach(String module) {
    Set<String> all = new HashSet<>(used(module));
    used(module).forEach(next -> all.addAll(reach(next)));
    return all;
  }

  private Set<String> used(String module) {
    return uses.getOrDefault(module, Set.of());
  }
}
