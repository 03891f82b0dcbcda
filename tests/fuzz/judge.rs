//! Whether an answer is one that the contract allows, and what was told by it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::case::Case;

/// What came back.
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

/// What all answers told.
#[derive(Default)]
pub struct Tally {
    pub accepted: u64,
    /// How often each status, outcome and code came.
    pub seen: BTreeMap<String, u64>,
}

impl Tally {
    fn count(&mut self, what: &str) {
        *self.seen.entry(what.to_owned()).or_default() += 1;
    }

    /// Judges an answer.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn judge(&mut self, case: &Case, answer: &Answer) -> Result<(), String> {
        self.count(&answer.status.to_string());
        let told: Value =
            serde_json::from_slice(&answer.body).map_err(|_| "the answer is no JSON".to_owned())?;
        match answer.status {
            200 => self.taken(case, &told),
            400 | 413 | 415 | 422 => self.refused(answer, &told),
            other => Err(format!("{other} is no answer to a body")),
        }
    }

    fn refused(&mut self, answer: &Answer, told: &Value) -> Result<(), String> {
        let says = |name: &str| told[name].as_str().is_some_and(|text| !text.is_empty());
        if answer.content_type != "application/problem+json" {
            return Err(format!("a refusal of the type `{}`", answer.content_type));
        }
        if !says("title") || !says("detail") || told["status"] != answer.status {
            return Err("a problem without title, detail or status".to_owned());
        }
        if answer.status == 422 {
            self.code(told)?;
        }
        Ok(())
    }

    fn code(&mut self, told: &Value) -> Result<(), String> {
        let code = told["code"].as_str().ok_or("a refused event without a code")?;
        told["field"].as_str().ok_or("a refused event without a field")?;
        self.count(code);
        Ok(())
    }

    fn taken(&mut self, case: &Case, told: &Value) -> Result<(), String> {
        let number = |name: &str| told[name].as_u64().ok_or(format!("`{name}` is no number"));
        let (accepted, duplicate, rejected) =
            (number("accepted")?, number("duplicate")?, number("rejected")?);
        let results = told["results"].as_array().ok_or("no results")?;
        let total = accepted + duplicate + rejected;
        if case.countable && total != case.events() as u64 {
            return Err(format!("{} events were sent, {total} are told of", case.events()));
        }
        let listed = |word: &str| results.iter().filter(|result| result["outcome"] == word).count() as u64;
        let all_listed = total > 100 || listed("accepted") == accepted;
        if !all_listed || listed("duplicate") != duplicate || listed("rejected") != rejected {
            return Err("the results are others than the counts".to_owned());
        }
        for result in results.iter().filter(|result| result["outcome"] == "rejected") {
            let error = &result["error"];
            error["message"].as_str().filter(|text| !text.is_empty()).ok_or("a refusal without words")?;
            self.code(error)?;
        }
        self.accepted += accepted;
        for (word, times) in [("accepted", accepted), ("duplicate", duplicate), ("rejected", rejected)] {
            *self.seen.entry(word.to_owned()).or_default() += times;
        }
        Ok(())
    }
}
