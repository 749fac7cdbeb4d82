import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * One event, a batch and a correction, with Java 17 and nothing besides.
 *
 *   JIANWEI_KEY=jwk_… [JIANWEI_URL=https://jianwei.example] java SendEvents.java
 */
public class SendEvents {
  private static final String ONE = "application/cloudevents+json";
  private static final String MANY = "application/cloudevents-batch+json";

  private static final String COMPLAINT = """
      { "specversion": "1.0", "id": "java-%1$s", "source": "urn:example:market-bureau",
        "type": "ComplaintReceived", "subject": "91350100M000100Y43",
        "time": "2026-03-01T09:30:00+08:00", "region": "350100",
        "data": { "complaint_number": "java-%1$s", "title": "\u9762\u5305\u53d8\u8d28" } }
      """;

  private static final String CORRECTION = """
      { "specversion": "1.0", "id": "java-1-c1", "source": "urn:example:market-bureau",
        "type": "FactCorrected", "subject": "91350100M000100Y43",
        "time": "2026-03-02T10:00:00+08:00", "region": "350100",
        "data": {
          "fact": { "source": "urn:example:market-bureau", "id": "java-1" },
          "reason": "the number was wrong",
          "replacement": {
            "type": "ComplaintReceived", "schema_version": 1,
            "occurred_at": "2026-03-01T09:30:00+08:00", "region": "350100", "department": null,
            "data": { "complaint_number": "java-7", "title": "\u9762\u5305\u53d8\u8d28" } } } }
      """;

  public static void main(String[] args) throws InterruptedException {
    System.out.println("One event: " + send(COMPLAINT.formatted(1), ONE));
    String batch = "[" + COMPLAINT.formatted(2) + "," + COMPLAINT.formatted(3) + "]";
    System.out.println("A batch, answered with one result for each: " + send(batch, MANY));
    System.out.println("A correction of the first: " + send(CORRECTION, ONE));
  }

  /** Sends one event or a list of them and gives the answer. Ends where it is a refusal. */
  private static String send(String body, String mediaType) throws InterruptedException {
    String url = System.getenv().getOrDefault("JIANWEI_URL", "http://127.0.0.1:8080");
    String key = System.getenv("JIANWEI_KEY");
    if (key == null || key.isEmpty()) {
      throw end("set JIANWEI_KEY to the key of your service account");
    }
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/events"))
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", mediaType)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 400) {
        // The body says why, by code and field.
        throw end("Refused: " + answer.body());
      }
      return answer.body();
    } catch (IOException silence) {
      throw end("No answer; send the same again: " + silence);
    }
  }

  private static IllegalStateException end(String why) {
    System.err.println(why);
    System.exit(1);
    return new IllegalStateException(why);
  }
}
