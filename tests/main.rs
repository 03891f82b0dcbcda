mod data;
mod http;
mod support;
