#!/usr/bin/env bash
# Installs what building Hồ Sơ needs on Debian or Ubuntu, only what is missing. Rust is not installed by this script.
set -euo pipefail

# Command → package. OpenSSL (for SQLCipher) needs perl, make and a C compiler; cargo links with the C compiler.
packages=()
need() { command -v "$1" >/dev/null 2>&1 || packages+=("$2"); }
need git git
need perl perl
need make make
need cc gcc
need pkg-config pkg-config
# The Kotlin suite runs the bindings on a JVM.
need javac openjdk-17-jdk-headless
need mvn maven
# A compiler without the headers of the C library is found by its command but cannot build anything.
[ -e /usr/include/stdio.h ] || packages+=(libc6-dev)
[ -e /etc/ssl/certs/ca-certificates.crt ] || packages+=(ca-certificates)

if [ ${#packages[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing: ${packages[*]}. This script knows apt-get only; install them with your own package manager." >&2
    exit 1
  fi
  sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      echo "Missing: ${packages[*]}. Run as root: apt-get install ${packages[*]}" >&2
      exit 1
    fi
    sudo=(sudo)
  fi
  echo "Installing: ${packages[*]}" >&2
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

# The oldest Rust that the workspace builds with stands in Cargo.toml.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
wanted="$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$root/Cargo.toml")"
how="Install it from https://rustup.rs with: rustup toolchain install stable --component clippy,rustfmt"
if ! command -v cargo >/dev/null 2>&1; then
  echo "Rust $wanted or newer is missing. $how" >&2
  exit 1
fi
found="$(cargo --version | cut -d' ' -f2)"
if [ "$(printf '%s\n%s\n' "$wanted" "${found%%-*}" | sort -V | head -n1)" != "$wanted" ]; then
  echo "Rust $found is too old, $wanted or newer is needed. $how" >&2
  exit 1
fi
