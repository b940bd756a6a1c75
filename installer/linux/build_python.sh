#!/usr/bin/env bash
# CPython 3.11 that asks for an old glibc only, compiled by `zig cc` on any Debian.
#
#   build_python.sh SOURCES MACHINE GLIBC OUT    e.g. build_python.sh build/sources x86_64 2.28 build/python
#
# SOURCES holds Debian's original archives of python3.11 zlib libffi sqlite3 xz-utils bzip2; ZIG is the path of the zig
# program; HOST_PYTHON a Python 3.11 of this machine. zlib, bzip2, xz, libffi and SQLite (with FTS5) are linked in;
# there is no OpenSSL, no readline and no curses: an offline program with a window needs none.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
sources=$(cd "$1" && pwd)
machine=$2
glibc=$3
out=$(mkdir -p "$4" && cd "$4" && pwd)
: "${ZIG:?path of the zig program}" "${HOST_PYTHON:?a Python 3.11 of this machine}"
work=$out/work
parts=$out/parts
tools=$work/tools
mkdir -p "$work" "$parts/lib" "$parts/include" "$tools"

# zig's driver knows neither -Wl,-hNAME nor a link without any object, and must not see the host's own headers.
write_compiler() {
    cat > "$tools/z$1" <<COMPILER
#!/usr/bin/env bash
arguments=(); object=; shared=
for argument in "\$@"; do
    case "\$argument" in
        -I/usr/include*|-I/usr/local/include*|-L/usr/lib*|-L/lib*|-L/usr/local/lib*) ;;
        -Wl,-h*) arguments+=("-Wl,-soname,\${argument#-Wl,-h}") ;;
        -shared) shared=1; arguments+=("\$argument") ;;
        *.o|*.c|*.a|*.S|*.s) object=1; arguments+=("\$argument") ;;
        *) arguments+=("\$argument") ;;
    esac
done
if [ -n "\$shared" ] && [ -z "\$object" ]; then
    empty=\$(mktemp --suffix=.c)
    arguments+=("\$empty")
fi
exec "$ZIG" $1 -target $machine-linux-gnu.$glibc "\${arguments[@]}"
COMPILER
}

# Output only when a step fails.
quietly() {
    if ! "$@" > "$work/log" 2>&1; then
        tail -n 20 "$work/log" >&2
        exit 1
    fi
}

unpack() {
    rm -rf "${work:?}/$1"
    mkdir "$work/$1"
    find "$sources" -maxdepth 1 -name "$2" -print -quit | xargs -I{} tar xf {} -C "$work/$1" --strip-components=1
    cd "$work/$1"
    echo "$1"
}

build_zlib() {
    unpack zlib 'zlib_*.orig.tar.*'
    quietly ./configure --static --prefix="$parts"
    quietly make -j2 libz.a
    cp zlib.h zconf.h "$parts/include"
    cp libz.a "$parts/lib"
}

build_bzip2() {
    unpack bzip2 'bzip2_*.orig.tar.gz'
    quietly make libbz2.a CC=zcc AR=zar RANLIB=zranlib CFLAGS="-O2 -fPIC -D_FILE_OFFSET_BITS=64"
    cp bzlib.h "$parts/include"
    cp libbz2.a "$parts/lib"
}

build_xz() {
    unpack xz 'xz-utils_*.orig.tar.xz'
    quietly ./configure --host="$machine-linux-gnu" --prefix="$parts" --disable-shared --enable-static --disable-xz \
        --disable-xzdec --disable-lzmadec --disable-lzmainfo --disable-scripts --disable-doc --disable-nls
    quietly make -j2
    quietly make install
}

build_ffi() {
    unpack ffi 'libffi_*.orig.tar.gz'
    quietly ./configure --host="$machine-linux-gnu" --prefix="$parts" --libdir="$parts/lib" --disable-shared \
        --enable-static --disable-multi-os-directory --disable-docs \
        CFLAGS="-O2 -fPIC -Wno-error=implicit-function-declaration"
    quietly make -j2
    quietly make install
}

build_sqlite() {
    unpack sqlite 'sqlite3_*.orig.tar.xz'
    (
        # the amalgamation is made by programs that run here
        export CC=gcc CFLAGS=-O1
        unset AR RANLIB CXX
        quietly ./configure --disable-tcl --disable-readline
        quietly make sqlite3.c
    )
    zcc -O2 -fPIC -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_RTREE -c sqlite3.c -o sqlite3.o
    zar rcs "$parts/lib/libsqlite3.a" sqlite3.o
    cp sqlite3.h src/sqlite3ext.h "$parts/include"
}

build_python() {
    unpack python 'python3.11_*.orig.tar.gz'
    export PKG_CONFIG_LIBDIR=$parts/lib/pkgconfig CPPFLAGS="-I$parts/include" LDFLAGS="-L$parts/lib"
    # what configure cannot try, as if for another machine, it takes to be missing: without computed gotos, and with
    # calls that another library might answer, all is a sixth slower
    export CFLAGS="$CFLAGS -fno-semantic-interposition"
    # which way the branches go while the program works (count_branches.sh), a tenth of a start; in a file named by what
    # is in it, since zig takes the same name for the same counts
    local counts
    counts=$work/$(sha256sum "$here/python.profdata.xz" | cut -c1-16).profdata
    xz -dc "$here/python.profdata.xz" > "$counts"
    export CFLAGS="$CFLAGS -fprofile-instr-use=$counts -Wno-profile-instr-unprofiled -Wno-profile-instr-out-of-date"
    quietly ./configure --host="$machine-linux-gnu" --build=x86_64-pc-linux-gnu --with-build-python="$HOST_PYTHON" \
        --prefix="$out/python" --enable-shared --disable-ipv6 --without-ensurepip --disable-test-modules \
        ac_cv_file__dev_ptmx=yes ac_cv_file__dev_ptc=no ac_cv_buggy_getaddrinfo=no ac_cv_computed_gotos=yes \
        LIBSQLITE3_CFLAGS="-I$parts/include" LIBSQLITE3_LIBS="-L$parts/lib -lsqlite3 -lm" \
        ZLIB_CFLAGS="-I$parts/include" ZLIB_LIBS="-L$parts/lib -lz"
    quietly make -j2 EXTRA_CFLAGS=-Wno-date-time
    quietly make install EXTRA_CFLAGS=-Wno-date-time
}

write_compiler cc
write_compiler c++
for name in ar ranlib; do
    printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$ZIG" "$name" > "$tools/z$name"
done
chmod +x "$tools"/*
export PATH=$tools:$PATH CC=zcc CXX=zc++ AR=zar RANLIB=zranlib CFLAGS="-O2 -fPIC"

[ -f "$parts/lib/libz.a" ] || build_zlib
[ -f "$parts/lib/libbz2.a" ] || build_bzip2
[ -f "$parts/lib/liblzma.a" ] || build_xz
[ -f "$parts/lib/libffi.a" ] || build_ffi
[ -f "$parts/lib/libsqlite3.a" ] || build_sqlite
[ -x "$out/python/bin/python3.11" ] || build_python
for module in _sqlite3 _ctypes _lzma _bz2 zlib unicodedata pyexpat _decimal; do
    ls "$out"/python/lib/python3.11/lib-dynload/$module.*so > /dev/null
done
