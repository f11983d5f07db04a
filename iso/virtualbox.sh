#!/bin/bash
# Makes a VirtualBox machine that boots artifacts/sabos.iso, and starts it. docs/virtualbox.md tells what to expect.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: iso/virtualbox.sh [start] [--name NAME] [--nic TYPE] [--ioapic on|off] [--memory MIB] [--iso FILE] [--serial PATH|file:PATH] [--gui] [--dry-run]
       iso/virtualbox.sh remove [--name NAME] [--dry-run]

start     makes the machine, unless there is one of that name, and starts it (the default)
remove    switches it off and deletes it

--name    the machine's name: sabos
--nic     82540EM (the default), 82545EM, 82543GC or virtio
--ioapic  whether the machine has an I/O APIC: on
--memory  in MiB: 64
--iso     the CD: artifacts/sabos.iso
--serial  where the serial console is: a local socket of that path, or a file; /tmp/NAME.console
--gui     with a window, which shows GRUB only; else without
--dry-run prints VBoxManage's commands and runs none
TEXT
}

fail() {
    echo "$0: $1" >&2
    exit 2
}

manage() {
    if [ -n "$dry" ]; then
        printf 'VBoxManage'
        printf ' %q' "$@"
        printf '\n'
    else
        VBoxManage "$@"
    fi
}

action=start
name=sabos
nic=82540EM
ioapic=on
memory=64
iso=$(cd "$(dirname "$0")/.." && pwd)/artifacts/sabos.iso
serial=
window=headless
dry=

while [ $# -gt 0 ]; do
    case $1 in
        start | remove) action=$1 ;;
        --gui) window=gui ;;
        --dry-run) dry=yes ;;
        --help) usage && exit 0 ;;
        --name | --nic | --ioapic | --memory | --iso | --serial)
            [ $# -ge 2 ] || fail "$1 wants a value"
            printf -v "${1#--}" '%s' "$2"
            shift
            ;;
        *) usage >&2 && exit 2 ;;
    esac
    shift
done

case $nic in 82540EM | 82545EM | 82543GC | virtio) ;; *) fail "no driver for the network adapter $nic" ;; esac
serial=${serial:-/tmp/$name.console}
[ -n "$dry" ] || command -v VBoxManage >/dev/null || fail 'VBoxManage is not in the path: is VirtualBox installed?'

if [ "$action" = remove ]; then
    manage controlvm "$name" poweroff || true # It may be off.
    manage unregistervm "$name" --delete
    exit 0
fi

[ -n "$dry" ] || [ -f "$iso" ] || fail "$iso is missing: ./build.sh Iso makes it"
if [ -n "$dry" ] || ! VBoxManage showvminfo "$name" >/dev/null 2>&1; then
    manage createvm --name "$name" --ostype Other_64 --register

    # The machine of every release: PIIX3 and ACPI, one processor in 64-bit mode, a clock that shows UTC.
    manage modifyvm "$name" --memory "$memory" --vram 9 --cpus 1 --chipset piix3 --acpi on --ioapic "$ioapic" --rtcuseutc on --boot1 dvd --boot2 none --boot3 none --boot4 none
    manage storagectl "$name" --name IDE --add ide
    manage storageattach "$name" --storagectl IDE --port 0 --device 0 --type dvddrive --medium "$iso"
    manage modifyvm "$name" --nic1 nat --nictype1 "$nic" --cableconnected1 on --natpf1 http,tcp,127.0.0.1,8080,,80 --natpf1 telnet,tcp,127.0.0.1,2323,,23
fi

case $serial in
    file:*) manage modifyvm "$name" --uart1 0x3F8 4 --uartmode1 file "${serial#file:}" ;;
    *) manage modifyvm "$name" --uart1 0x3F8 4 --uartmode1 server "$serial" ;;
esac
manage startvm "$name" --type "$window"

echo "http://127.0.0.1:8080/   telnet 127.0.0.1 2323"
case $serial in
    file:*) echo "console: tail -f ${serial#file:}" ;;
    *) echo "console: socat -,raw,echo=0,escape=0x1d UNIX-CONNECT:$serial" ;;
esac
