//! The laptop tool of Hồ Sơ.

mod args;
mod commands;
mod demo;
mod fail;
mod log;
mod output;
mod plain;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    // A wrong call has to be answered in JSON too, so this is asked before anything is parsed.
    let json = words.iter().skip(1).take_while(|word| *word != "--").any(|word| word == "--json");
    let cli = match args::parse(&words) {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => return output::help(&error, json),
        Err(error) => return fail::report(&fail::usage(&error, &args::command_of(&words)), json),
    };
    log::start(&cli.command);
    match commands::run(&cli) {
        Ok(reply) => output::print(&reply, json),
        Err(error) => fail::report(&error, json),
    }
}
