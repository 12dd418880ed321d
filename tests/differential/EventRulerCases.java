// SPDX-License-Identifier: Apache-2.0
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Machine;

/** Reads lines of {"pattern":"…","event":"…"} and answers each with true, false, or the error that came of it. */
public final class EventRulerCases {
  public static void main(String[] args) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode asked = mapper.readTree(line);
      out.println(answer(asked.get("pattern").asText(), asked.get("event").asText()));
    }
    out.flush();
  }

  private static String answer(String pattern, String event) {
    try {
      Machine machine = new Machine();
      machine.addRule("rule", pattern);
      return String.valueOf(!machine.rulesForJSONEvent(event).isEmpty());
    } catch (Exception | StackOverflowError error) {
      return error.toString().replace('\n', ' ');
    }
  }
}
