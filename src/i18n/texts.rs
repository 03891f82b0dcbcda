//! Every text of the pages, by name.

/// Every text of the pages.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// The language's own name.
    pub language_name: &'static str,
    /// As in “Skip to content”.
    pub skip: &'static str,
    /// As in “Main”.
    pub nav_main: &'static str,
    /// As in “Overview”.
    pub nav_overview: &'static str,
    /// As in “Conversations”.
    pub nav_conversations: &'static str,
    /// As in “Language”.
    pub nav_language: &'static str,
    /// As in “Sign out”.
    pub sign_out: &'static str,
    /// As in “Demo. Made-up conversations, forgotten when it ends.”.
    pub demo_bar: &'static str,
    /// As in “Sign in”.
    pub sign_in: &'static str,
    /// As in “API key”.
    pub sign_in_key: &'static str,
    /// As in “No key yet? On the server, run”.
    pub sign_in_help: &'static str,
    /// As in “The key is shown once. It stays in this browser until you sign out or close it.”.
    pub sign_in_kept: &'static str,
    /// As in “This key is unknown, was revoked, or does not open the pages. Check that you pasted all of it, or make a new one.”.
    pub sign_in_wrong: &'static str,
    /// As in “There is no such page or conversation”.
    pub error_not_found: &'static str,
    /// As in “The address may be mistyped, or the conversation was never in this account.”.
    pub error_not_found_why: &'static str,
    /// As in “This address cannot be understood”.
    pub error_bad_request: &'static str,
    /// As in “Your key does not open this”.
    pub error_forbidden: &'static str,
    /// As in “Sign in with a key that has the scope `{scope}`.”.
    pub error_forbidden_why: &'static str,
    /// As in “Something failed on our side”.
    pub error_failed: &'static str,
    /// As in “The database is not available just now”.
    pub error_busy: &'static str,
    /// As in “Nothing was lost. Try again in a moment.”.
    pub error_retry: &'static str,
    /// As in “This form was sent from another site”.
    pub error_cross_site: &'static str,
    /// As in “Go to the overview”.
    pub to_overview: &'static str,
    /// As in “Go to conversations”.
    pub to_conversations: &'static str,
    /// As in “Dates”.
    pub range: &'static str,
    /// As in “Today”.
    pub range_today: &'static str,
    /// As in “Yesterday”.
    pub range_yesterday: &'static str,
    /// As in “Last 7 days”.
    pub range_last_7_days: &'static str,
    /// As in “Last 30 days”.
    pub range_last_30_days: &'static str,
    /// As in “Last 90 days”.
    pub range_last_90_days: &'static str,
    /// As in “This month”.
    pub range_this_month: &'static str,
    /// As in “Last month”.
    pub range_last_month: &'static str,
    /// As in “Custom…”.
    pub range_custom: &'static str,
    /// As in “All time”.
    pub range_all: &'static str,
    /// As in “Custom dates”.
    pub custom_dates: &'static str,
    /// As in “First day”.
    pub first_day: &'static str,
    /// As in “Last day”.
    pub last_day: &'static str,
    /// A day of a year.
    pub date: &'static str,
    /// A day without its year.
    pub date_short: &'static str,
    /// Twelve names with commas between them.
    pub months: &'static str,
    /// Twelve names with commas between them.
    pub months_short: &'static str,
    /// Seven names with commas between them.
    pub weekdays: &'static str,
    /// Seven names with commas between them.
    pub weekdays_short: &'static str,
    /// Between thousands.
    pub group_separator: &'static str,
    /// Before decimals.
    pub decimal_separator: &'static str,
    /// As in “Filters”.
    pub filters: &'static str,
    /// As in “Channel”.
    pub channel: &'static str,
    /// As in “Agent”.
    pub agent: &'static str,
    /// As in “Tag”.
    pub tag: &'static str,
    /// As in “App”.
    pub app: &'static str,
    /// As in “Team”.
    pub group: &'static str,
    /// As in “Origin”.
    pub origin: &'static str,
    /// As in “Status”.
    pub status: &'static str,
    /// As in “Reason”.
    pub reason: &'static str,
    /// As in “Sales”.
    pub sales_filter: &'static str,
    /// As in “with credited orders”.
    pub sales_any: &'static str,
    /// As in “All”.
    pub all: &'static str,
    /// As in “{n} chosen”.
    pub chosen: &'static str,
    /// As in “Apply”.
    pub apply: &'static str,
    /// As in “Clear filters”.
    pub clear_filters: &'static str,
    /// As in “Untagged”.
    pub untagged: &'static str,
    /// As in “None”.
    pub none: &'static str,
    /// As in “Other”.
    pub other: &'static str,
    /// As in “Search messages, names, e-mails, orders”.
    pub search: &'static str,
    /// As in “searching “{q}””.
    pub searching: &'static str,
    /// As in “trials only”.
    pub trials: &'static str,
    /// As in “compared with {period}”.
    pub compared_with: &'static str,
    /// As in “Web chat”.
    pub channel_web_chat: &'static str,
    /// As in “WhatsApp”.
    pub channel_whatsapp: &'static str,
    /// As in “SMS”.
    pub channel_sms: &'static str,
    /// As in “E-mail”.
    pub channel_email: &'static str,
    /// As in “Resolved”.
    pub resolved: &'static str,
    /// As in “Unresolved”.
    pub unresolved: &'static str,
    /// As in “Open”.
    pub open: &'static str,
    /// As in “handed off”.
    pub reason_handoff: &'static str,
    /// As in “human joined”.
    pub reason_human: &'static str,
    /// As in “unanswered”.
    pub reason_unanswered: &'static str,
    /// As in “closed”.
    pub reason_closed: &'static str,
    /// As in “closed by itself”.
    pub reason_auto_closed: &'static str,
    /// As in “Key numbers”.
    pub key_numbers: &'static str,
    /// As in “Total volume”.
    pub total_volume: &'static str,
    /// As in “AI resolution rate”.
    pub resolution_rate: &'static str,
    /// As in “AI unresolved rate”.
    pub unresolved_rate: &'static str,
    /// As in “AI-generated sales”.
    pub ai_sales: &'static str,
    /// As in “{n} of {all}”.
    pub of: &'static str,
    /// After a number.
    pub n_resolved: &'static str,
    /// After a number.
    pub n_unresolved: &'static str,
    /// After a number.
    pub n_open: &'static str,
    /// A change of a rate.
    pub points: &'static str,
    /// As in “up”.
    pub up: &'static str,
    /// As in “down”.
    pub down: &'static str,
    /// As in “unchanged”.
    pub unchanged: &'static str,
    /// What it was in the period before.
    pub from_before: &'static str,
    /// As in “nothing to compare with”.
    pub nothing_before: &'static str,
    /// As in “1 order”.
    pub orders_one: &'static str,
    /// As in “{n} orders”.
    pub orders_many: &'static str,
    /// As in “no credited orders”.
    pub no_sales: &'static str,
    /// As in “{rate} still open”.
    pub still_open: &'static str,
    /// As in “Conversations a day”.
    pub chart_title: &'static str,
    /// As in “Group by”.
    pub chart_group_by: &'static str,
    /// As in “Stacked bars: conversations a day. Arrow keys move between bars; the same numbers are in the table below.”.
    pub chart_label: &'static str,
    /// As in “Total”.
    pub chart_total: &'static str,
    /// As in “Show as table”.
    pub show_as_table: &'static str,
    /// As in “Day”.
    pub day: &'static str,
    /// As in “No conversations in these days”.
    pub empty_overview: &'static str,
    /// As in “Choose other days or fewer filters. If nothing has come in yet, send a first event:”.
    pub empty_overview_why: &'static str,
    /// As in “No conversation matches”.
    pub empty_list: &'static str,
    /// As in “Search for fewer words, choose other days, or take filters away.”.
    pub empty_list_why: &'static str,
    /// As in “1 conversation”.
    pub conversations_one: &'static str,
    /// As in “{n} conversations”.
    pub conversations_many: &'static str,
    /// As in “First question”.
    pub question: &'static str,
    /// As in “Profile”.
    pub profile: &'static str,
    /// As in “Messages”.
    pub messages: &'static str,
    /// As in “Last updated”.
    pub updated: &'static str,
    /// As in “Anonymous”.
    pub anonymous: &'static str,
    /// As in “(no text)”.
    pub no_text: &'static str,
    /// As in “‹ Previous”.
    pub newer: &'static str,
    /// As in “Next ›”.
    pub older: &'static str,
    /// As in “Pages”.
    pub pages: &'static str,
    /// As in “Download”.
    pub download: &'static str,
    /// Before sums of money.
    pub sold: &'static str,
    /// As in “‹ Conversations”.
    pub back_to_list: &'static str,
    /// As in “Messages and events”.
    pub chat: &'static str,
    /// As in “About this conversation”.
    pub about: &'static str,
    /// As in “Summary”.
    pub summary: &'static str,
    /// As in “Customer”.
    pub customer: &'static str,
    /// As in “Started”.
    pub started: &'static str,
    /// As in “Id”.
    pub id: &'static str,
    /// As in “trial”.
    pub trial: &'static str,
    /// As in “Customer”.
    pub role_customer: &'static str,
    /// As in “AI”.
    pub role_ai: &'static str,
    /// As in “Human”.
    pub role_human: &'static str,
    /// As in “New segment · re-opened after {pause}”.
    pub segment_reopened: &'static str,
    /// As in “New segment · transferred”.
    pub segment_transferred: &'static str,
    /// As in “New segment · now on {channel}”.
    pub segment_channel_changed: &'static str,
    /// As in “1 day”.
    pub days_one: &'static str,
    /// As in “{n} days”.
    pub days_many: &'static str,
    /// As in “{n} h”.
    pub hours: &'static str,
    /// As in “{n} min”.
    pub minutes: &'static str,
    /// As in “{n} s”.
    pub seconds: &'static str,
    /// As in “Handoff to a human offered”.
    pub ev_handoff_offered_ticket: &'static str,
    /// As in “Handed off to a human by message”.
    pub ev_handoff_offered_message: &'static str,
    /// As in “Handoff accepted by the customer”.
    pub ev_handoff_accepted: &'static str,
    /// As in “Handoff declined by the customer”.
    pub ev_handoff_declined: &'static str,
    /// As in “Tagged as handed off by {by}”.
    pub ev_handoff_tagged: &'static str,
    /// As in “Handoff tag withdrawn by {by}”.
    pub ev_handoff_withdrawn: &'static str,
    /// As in “ticket {ticket}”.
    pub ev_ticket: &'static str,
    /// As in “team {team}”.
    pub ev_team: &'static str,
    /// As in “Closed by {by}”.
    pub ev_closed: &'static str,
    /// As in “Closed”.
    pub ev_closed_unknown: &'static str,
    /// As in “Closed by itself after {hours} h without a message”.
    pub ev_auto_closed: &'static str,
    /// As in “Tagged {tag}”.
    pub ev_tagged: &'static str,
    /// As in “Tag cleared”.
    pub ev_untagged: &'static str,
    /// As in “Assigned to {to}”.
    pub ev_assigned: &'static str,
    /// As in “Clicked {product}”.
    pub ev_clicked: &'static str,
    /// As in “Shown {product}”.
    pub ev_recommended: &'static str,
    /// As in “Put into the cart: {product}”.
    pub ev_added: &'static str,
    /// As in “Clicked a link: {url}”.
    pub ev_link: &'static str,
    /// As in “a product”.
    pub ev_product: &'static str,
    /// As in “Order {order} placed, {money}”.
    pub ev_order: &'static str,
    /// As in “Order {order} cancelled”.
    pub ev_cancelled: &'static str,
    /// As in “Order {order} refunded, {money}”.
    pub ev_refunded: &'static str,
    /// As in “Customer identified”.
    pub ev_identified: &'static str,
    /// As in “somebody”.
    pub somebody: &'static str,
    /// As in “the customer”.
    pub by_customer: &'static str,
    /// As in “the AI”.
    pub by_ai: &'static str,
    /// As in “a human”.
    pub by_human: &'static str,
    /// As in “Why this status”.
    pub why: &'static str,
    /// As in “The first rule that holds decides.”.
    pub why_help: &'static str,
    /// As in “Handed off → unresolved”.
    pub rule_handoff: &'static str,
    /// As in “A human wrote → unresolved”.
    pub rule_human: &'static str,
    /// As in “Not closed → open”.
    pub rule_not_closed: &'static str,
    /// As in “Closed, AI last → resolved”.
    pub rule_ai_last: &'static str,
    /// As in “Closed, customer last → unresolved”.
    pub rule_customer_last: &'static str,
    /// As in “Holds”.
    pub holds: &'static str,
    /// As in “Does not hold”.
    pub does_not_hold: &'static str,
    /// As in “Not reached”.
    pub not_reached: &'static str,
    /// As in “The handoff took place on {at}. It stays unresolved for good.”.
    pub why_handoff: &'static str,
    /// As in “A person tagged the handoff on {at}.”.
    pub why_handoff_tagged: &'static str,
    /// As in “A human wrote first on {at}. It stays unresolved for good.”.
    pub why_human: &'static str,
    /// As in “It closes by itself on {at}, in {left}, unless somebody writes.”.
    pub why_open: &'static str,
    /// As in “Closed on {at}.”.
    pub why_closed: &'static str,
    /// As in “Closed by itself on {at}, {hours} h after the last message.”.
    pub why_auto_closed: &'static str,
    /// As in “The last message is the AI’s: {at}.”.
    pub why_ai_last: &'static str,
    /// As in “The last message is the customer’s: {at}.”.
    pub why_customer_last: &'static str,
    /// As in “Sales”.
    pub sales: &'static str,
    /// As in “Order {order}”.
    pub order: &'static str,
    /// As in “Earned by {touch}, {after} before the order.”.
    pub earned: &'static str,
    /// As in “the click on {product}”.
    pub touch_click: &'static str,
    /// As in “the click on a link”.
    pub touch_link: &'static str,
    /// As in “the message”.
    pub touch_message: &'static str,
    /// As in “Placed on {at}: {money}.”.
    pub placed: &'static str,
    /// As in “Refunded: {money}.”.
    pub refunded: &'static str,
    /// As in “Not credited: {why}.”.
    pub not_credited: &'static str,
    /// As in “it was cancelled”.
    pub why_not_cancelled: &'static str,
    /// As in “it was a trial”.
    pub why_not_test: &'static str,
    /// As in “it names no customer”.
    pub why_not_no_customer: &'static str,
    /// As in “the customer never clicked”.
    pub why_not_never: &'static str,
    /// As in “the last click before the order is more than {hours} h old”.
    pub why_not_too_old: &'static str,
    /// As in “the customer clicked only after the order”.
    pub why_not_only_after: &'static str,
    /// As in “No orders of this customer.”.
    pub no_orders: &'static str,
    /// As in “Handoff”.
    pub handoff: &'static str,
    /// As in “Was this passed to a human somewhere else? Tag it, and it counts as unresolved.”.
    pub handoff_help: &'static str,
    /// As in “Reported by the source; it cannot be taken back here.”.
    pub handoff_by_source: &'static str,
    /// As in “Method”.
    pub method: &'static str,
    /// As in “Ticket”.
    pub method_ticket: &'static str,
    /// As in “Message”.
    pub method_message: &'static str,
    /// As in “Note”.
    pub note: &'static str,
    /// As in “Tag handoff”.
    pub tag_handoff: &'static str,
    /// As in “Undo”.
    pub undo: &'static str,
    /// As in “Tagged by”.
    pub tagged_by: &'static str,
    /// As in “When”.
    pub when: &'static str,
    /// As in “Your key reads only. Sign in with a key that has the scope `ingest` to change something.”.
    pub read_only: &'static str,
    /// As in “Save”.
    pub save: &'static str,
    /// As in “Clear”.
    pub clear: &'static str,
    /// As in “What you save here wins over the source and over rules.”.
    pub tag_help: &'static str,
    /// As in “Handoff tagged.”.
    pub done_handoff_tagged: &'static str,
    /// As in “Handoff tag taken back.”.
    pub done_handoff_withdrawn: &'static str,
    /// As in “Tag saved.”.
    pub done_tag_saved: &'static str,
    /// As in “Tag cleared.”.
    pub done_tag_cleared: &'static str,
}
