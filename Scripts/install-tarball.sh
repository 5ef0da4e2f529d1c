#!/bin/sh
# Installs sisyphus from the directory in which this file lies. usage: install.sh [PREFIX] (default /usr/local); install.sh --remove [PREFIX]
set -eu
cd "$(dirname "$0")"
remove=
if [ "${1:-}" = --remove ]; then remove=yes; shift; fi
prefix=${1:-/usr/local}
case $prefix in
    /*) ;;
    *) echo "install.sh: the prefix \"$prefix\" is not an absolute path" >&2; exit 64 ;;
esac
if [ -n "$remove" ]; then
    find bin share \( -type f -o -type l \) | while read -r file; do rm -f "$prefix/$file"; done
    echo "removed from $prefix; logs and configuration are left"
    exit 0
fi
sha256sum -c --quiet SHA256SUMS || { echo "install.sh: a file is not what it should be; fetch the archive again" >&2; exit 65; }
"bin/sisyphus" --version >/dev/null || { echo "install.sh: this binary does not run here: it wants Linux with glibc on $(uname -m)" >&2; exit 69; }
mkdir -p "$prefix"
find bin share -type d | while read -r folder; do mkdir -p "$prefix/$folder"; done
find bin share \( -type f -o -type l \) | while read -r file; do
    # A program that runs is replaced, not written over.
    cp -P "$file" "$prefix/$file.new"
    mv -f "$prefix/$file.new" "$prefix/$file"
done
echo "installed below $prefix; try: $prefix/bin/sisyphus doctor"
