#!/bin/sh
# Installs 法治报告助手 for the user who runs it; needs no administrator and no network.
#   sh fzapp-VERSION-linux-amd64.run [--uninstall | --after PROCESS NOTE]
# With --after, which the program itself calls to be exchanged, it waits until that process has ended, installs, and
# starts the program again; what went wrong stays in the file NOTE, which the program tells.
# The program goes to ~/.local/opt/fzapp. Reports and ledgers lie in ~/.local/share/fzapp and are never touched.
set -eu

program="$HOME/.local/opt/fzapp"
entries="${XDG_DATA_HOME:-$HOME/.local/share}"
desktop="$entries/applications/fzapp.desktop"
icon="$entries/icons/hicolor/256x256/apps/fzapp.png"
command="$HOME/.local/bin/fzapp"

say() { printf '%s\n' "$1"; }

refresh_menu() {
    if command -v update-desktop-database >/dev/null 2>&1; then
        update-desktop-database -q "$entries/applications" || say "菜单没有刷新，注销后重新登录即可看到。"
    fi
}

if [ "${1:-}" = "--uninstall" ]; then
    rm -rf "$program"
    rm -f "$desktop" "$icon" "$command"
    refresh_menu
    say "程序已卸载，报告和台账仍在 $entries/fzapp。"
    exit 0
fi

if [ "${1:-}" = "--after" ]; then
    turns=0
    while kill -0 "$2" 2>/dev/null && [ "$turns" -lt 300 ]; do
        sleep 0.2
        turns=$((turns + 1))
    done
    if kill -0 "$2" 2>/dev/null; then
        say "程序没有关闭，没有更新。" > "$3"
        exit 1
    fi
    if sh "$0" > "$3" 2>&1; then
        rm -f "$3"
    fi
    exec "$program/fzapp" >/dev/null 2>&1
fi

if [ "$(uname -m)" != "@MACHINE@" ]; then
    say "这份安装文件不是给这台电脑的处理器用的：英特尔、兆芯、海光用名字里有amd64的，飞腾、鲲鹏用有arm64的。"
    exit 1
fi
start=$(awk '/^__PROGRAM_BELOW__$/ { print NR + 1; exit }' "$0")
mkdir -p "$HOME/.local/opt"
fresh=$(mktemp -d "$HOME/.local/opt/.fzapp-XXXXXX")
trap 'rm -rf "$fresh"' EXIT
if ! tail -n "+$start" "$0" | tar -xzf - -C "$fresh"; then
    say "安装文件不完整，重新拷贝一份再安装。"
    exit 1
fi
if ! "$fresh/fzapp/fzapp" --self-test --report "$fresh/self-test.json"; then
    say "程序在这台电脑上不能正常工作，没有安装，原因见上面没有通过的项目。"
    exit 1
fi
# the old one steps aside and comes back when the new one cannot take its place
if [ -e "$program" ] && ! mv "$program" "$fresh/old"; then
    say "旧版程序移不开，没有安装。"
    exit 1
fi
if ! mv "$fresh/fzapp" "$program"; then
    [ ! -e "$fresh/old" ] || mv "$fresh/old" "$program"
    say "新版程序放不进 $program，没有安装。"
    exit 1
fi
mkdir -p "$(dirname "$desktop")" "$(dirname "$icon")" "$(dirname "$command")"
cp "$program/_internal/resources/icons/fzapp.png" "$icon"
sed -e "s|@PROGRAM@|\"$program/fzapp\"|" -e "s|@ICON@|fzapp|" "$program/fzapp.desktop" > "$desktop"
ln -sf "$program/fzapp" "$command"
refresh_menu
say "安装完成，在菜单的办公类里打开“法治报告助手”，或运行 $command。"
exit 0
__PROGRAM_BELOW__
