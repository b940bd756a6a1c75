#!/usr/bin/env bash
# Counts which way the branches of CPython go while the program works, for build_python.sh: → python.profdata.xz here.
#
#   count_branches.sh SOURCES OUT SITE    after a build of this machine's packages, from the checkout:
#   installer/linux/count_branches.sh build/linux-old/sources build/linux-old/amd64/out build/linux-old/amd64/site
#
# To be called anew, and its result kept, when another version of Python is shipped or much of the program is new. It
# is no step of a build, since no two counts are quite the same and every build shall be. The compiler is clang (Debian:
# clang libclang-rt-dev llvm), since zig brings nothing that counts; the counts are named by the source, so they hold
# for every processor.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
sources=$(cd "$1" && pwd)
parts=$(cd "$2/parts" && pwd)
site=$(cd "$3" && pwd)
work=$(cd "$2" && pwd)/counting

rm -rf "$work"
mkdir -p "$work"
tar xf "$(find "$sources" -maxdepth 1 -name 'python3.11_*.orig.tar.gz' -print -quit)" -C "$work" --strip-components=1
cd "$work"

export CC=clang CXX=clang++ CFLAGS="-O2 -fPIC" CPPFLAGS="-I$parts/include" LDFLAGS="-L$parts/lib"
export PKG_CONFIG_LIBDIR=$parts/lib/pkgconfig LLVM_PROFILE_FILE=/dev/null
./configure --enable-shared --disable-ipv6 --without-ensurepip --disable-test-modules \
    LIBSQLITE3_CFLAGS="-I$parts/include" LIBSQLITE3_LIBS="-L$parts/lib -lsqlite3 -lm" \
    ZLIB_CFLAGS="-I$parts/include" ZLIB_LIBS="-L$parts/lib -lz"
make -j2 EXTRA_CFLAGS=-fprofile-instr-generate LDFLAGS_NODIST=-fprofile-instr-generate

export LD_LIBRARY_PATH=$work PYTHONPATH=$here/../..:$site PYTHONPYCACHEPREFIX=$work/compiled PYTHONHASHSEED=0
unset PYTHONDONTWRITEBYTECODE
# the first time modules are compiled, which an installed program never does
./python "$here/work_to_count.py" "$work/first"
LLVM_PROFILE_FILE=$work/python.profraw ./python "$here/work_to_count.py" "$work/counted"
llvm-profdata merge -o python.profdata python.profraw
xz -9 --stdout python.profdata > "$here/python.profdata.xz"
