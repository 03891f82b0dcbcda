//! The first event, as a developer sends it: commands that work as they are written.

/// A way of sending the first event.
pub struct Snippet {
    /// What addresses call it.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// To be pasted.
    pub text: String,
}

const CURL: &str = r#"curl {server}/api/v1/events \
  -H "Authorization: Bearer {key}" -H "Content-Type: application/json" \
  -d '{"id":"m-1","type":"message.sent","time":"'$(date -u +%FT%TZ)'","conversation":"c-1","role":"customer","text":"Hola"}'"#;

const PYTHON: &str = r#"import datetime, json, urllib.request

event = {
    "id": "m-1", "type": "message.sent", "conversation": "c-1", "role": "customer", "text": "Hola",
    "time": datetime.datetime.now(datetime.timezone.utc).isoformat(),
}
request = urllib.request.Request(
    "{server}/api/v1/events", json.dumps(event).encode(),
    {"Authorization": "Bearer {key}", "Content-Type": "application/json"},
)
print(urllib.request.urlopen(request).read().decode())"#;

const JAVASCRIPT: &str = r#"const answer = await fetch("{server}/api/v1/events", {
  method: "POST",
  headers: { Authorization: "Bearer {key}", "Content-Type": "application/json" },
  body: JSON.stringify({
    id: "m-1", type: "message.sent", conversation: "c-1", role: "customer", text: "Hola",
    time: new Date().toISOString(),
  }),
});
console.log(answer.status, await answer.text());"#;

/// The first event for a server and a key; without one for what an environment calls `HILO_KEY`.
pub fn snippets(server: &str, key: Option<&str>) -> Vec<Snippet> {
    let of = |id, name, text: &str, unknown| Snippet {
        id,
        name,
        text: text.replace("{server}", server).replace("{key}", key.unwrap_or(unknown)),
    };
    vec![
        of("curl", "curl", CURL, "$HILO_KEY"),
        of("python", "Python", PYTHON, "hilo_…"),
        of("javascript", "JavaScript", JAVASCRIPT, "hilo_…"),
    ]
}
