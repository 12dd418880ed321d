// SPDX-License-Identifier: Apache-2.0
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.event.ruler.Machine;

/**
 * Measures event-ruler from raw JSON text, one thread, and prints one line of JSON as `switchboard match --count` does.
 *
 * --rules R.jsonl --events E.jsonl [--repeat N] [--warmup-seconds S] [--max-seconds S] [--count-all] [--print]
 * --max-seconds ends the measured run early; --count-all is one pass over all events, without warm-up; --print writes
 * {"line":n,"rules":[…]} for each event that matches, instead of figures.
 */
public final class EventRulerPeer {
  private static final int EVENTS_BETWEEN_CLOCKS = 32;

  private record Run(long events, long matches, double seconds) {}

  public static void main(String[] args) throws Exception {
    Map<String, String> options = parse(args);
    List<String> events = lines(options.get("--events"));
    long start = System.nanoTime();
    Machine machine = build(options.get("--rules"));
    double buildSeconds = since(start);
    long heap = heapBytes(events);
    if (options.containsKey("--print")) {
      print(machine, events);
      return;
    }
    boolean countAll = options.containsKey("--count-all");
    double limit = countAll ? Double.MAX_VALUE : number(options, "--max-seconds", 5);
    if (!countAll) run(machine, events, Long.MAX_VALUE, number(options, "--warmup-seconds", 2));
    long passes = countAll ? 1 : (long) number(options, "--repeat", 1);
    Run run = run(machine, events, passes * events.size(), limit);
    System.out.println(String.format(Locale.ROOT,
        "{\"program\":\"event-ruler\",\"events\":%d,\"matches\":%d,\"seconds\":%.6f,\"events_per_second\":%.1f,"
            + "\"build_seconds\":%.6f,\"heap_bytes\":%d}",
        run.events, run.matches, run.seconds, run.events / run.seconds, buildSeconds, heap));
  }

  /** Options by name; those without a value have an empty one. */
  private static Map<String, String> parse(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.length; i++) {
      boolean valued = i + 1 < args.length && !args[i + 1].startsWith("--");
      options.put(args[i], valued ? args[i + 1] : "");
      if (valued) i++;
    }
    return options;
  }

  private static double number(Map<String, String> options, String name, double otherwise) {
    return options.containsKey(name) ? Double.parseDouble(options.get(name)) : otherwise;
  }

  private static List<String> lines(String path) throws Exception {
    return Files.readAllLines(Path.of(path)).stream().filter(line -> !line.isBlank()).collect(Collectors.toList());
  }

  private static Machine build(String path) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    Machine machine = new Machine();
    for (String line : lines(path)) {
      JsonNode rule = mapper.readTree(line);
      machine.addRule(rule.get("id").asText(), rule.get("pattern").toString());
    }
    return machine;
  }

  /** What the heap holds after a collection, without the texts of the events (as Latin-1, which nearly all are). */
  private static long heapBytes(List<String> events) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory() - events.stream().mapToLong(String::length).sum();
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static Run run(Machine machine, List<String> events, long count, double limit) throws Exception {
    long matches = 0;
    long done = 0;
    long start = System.nanoTime();
    while (done < count && (done % EVENTS_BETWEEN_CLOCKS != 0 || since(start) < limit)) {
      matches += machine.rulesForJSONEvent(events.get((int) (done % events.size()))).size();
      done++;
    }
    return new Run(done, matches, since(start));
  }

  private static void print(Machine machine, List<String> events) throws Exception {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < events.size(); i++) {
      List<String> ids = machine.rulesForJSONEvent(events.get(i));
      if (ids.isEmpty()) continue;
      String names = new TreeSet<>(ids).stream().map(id -> '"' + id + '"').collect(Collectors.joining(","));
      out.append("{\"line\":").append(i + 1).append(",\"rules\":[").append(names).append("]}\n");
    }
    System.out.print(out);
  }
}
