#!/usr/bin/env bash
# Install what `make test` needs from the system: LibreOffice, Chromium, poppler and Chinese fonts.
# Nothing happens when all of it is there. It ends with 0 even when something could not be
# installed: the tests that need it then say so (they are skipped, or fail where CI=true).
set -euo pipefail

packages=(
  libreoffice-calc libreoffice-writer python3-uno # recalculate and print the files we write
  libreoffice-l10n-zh-cn xvfb xdotool             # and show Calc as staff see it, and click in it
  chromium                                        # show and print the HTML we write
  poppler-utils                                   # PDF to text and to pictures
  fontconfig fonts-noto-cjk fonts-liberation fonts-crosextra-carlito
)
libreoffice_wanted=25.2 # older ones do not know the newer functions, nor add-in functions in .xlsx

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/qbe-xl
fandol=$cache/fandol
# Not the bold face, which fontconfig takes for the regular one; nor has 宋体 a bold one in Windows.
fandol_faces=(FandolSong-Regular FandolKai-Regular FandolFang-Regular)
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

say() { printf 'setup_system: %s\n' "$*" >&2; }

missing_packages() {
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null) || true
  for package in "${packages[@]}"; do
    grep -qxF "installed $package" <<<"$installed" || printf '%s\n' "$package"
  done
}

libreoffice_is_old() {
  local version
  version=$(dpkg-query -W -f '${Version}' libreoffice-core 2>/dev/null) || return 1
  dpkg --compare-versions "${version#*:}" lt "$libreoffice_wanted"
}

fonts_are_missing() {
  local face
  for face in "${fandol_faces[@]}"; do
    [ -s "$here/fonts/fandol/$face.otf" ] || return 0
  done
  return 1
}

# Links the cached fonts beside fonts.conf, which finds them there whatever HOME is.
link_fonts() {
  [ ! -d "$fandol" ] || ln -sfn "$fandol" "$here/fonts/fandol"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_be_root() {
  [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

twice() { "$@" || { sleep 3 && "$@"; }; }

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 \
    -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >"$scratch/log" 2>&1 ||
    { tail -n 20 "$scratch/log" >&2 && return 1; }
}

# Debian 12 has LibreOffice 7.4; its backports have 25.2. Takes the mirror from the sources that
# are configured already, and pins so that nothing but LibreOffice comes from backports, except
# where the machine's owner uses them already.
backports_sources=/etc/apt/sources.list.d/qbe-xl-backports.sources
backports_pins=/etc/apt/preferences.d/qbe-xl-backports
add_backports() {
  local candidate codename suites mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  candidate=$(LC_ALL=C apt-cache policy libreoffice-core | sed -n 's/^ *Candidate: //p')
  candidate=${candidate#*:}
  dpkg --compare-versions "${candidate:-0}" ge "$libreoffice_wanted" && return 0
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && [ "$ID" = debian ] && printf %s "${VERSION_CODENAME:-}") || true
  [ -n "$codename" ] || return 1
  # shellcheck disable=SC2016
  suites=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages')
  mirror=$(awk -v r="$codename" '$1 == r && $2 == "main" { print $3; exit }' <<<"$suites")
  [ -n "$mirror" ] || return 1

  printf 'Package: src:libreoffice\nPin: release n=%s-backports\nPin-Priority: 600\n' \
    "$codename" >"$scratch/pins"
  if ! grep -q "^$codename-backports main " <<<"$suites"; then
    printf '\nPackage: *\nPin: release n=%s-backports\nPin-Priority: -1\n' \
      "$codename" >>"$scratch/pins"
    printf 'Types: deb\nURIs: %s\nSuites: %s-backports\nComponents: main\n' \
      "$mirror" "$codename" >"$scratch/sources"
    [ ! -e "$keyring" ] || printf 'Signed-By: %s\n' "$keyring" >>"$scratch/sources"
    as_root install -m 644 "$scratch/sources" "$backports_sources"
    twice apt_get update -o Dir::Etc::sourcelist="$backports_sources" -o Dir::Etc::sourceparts=- \
      -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any || return 1
  fi
  as_root install -m 644 "$scratch/pins" "$backports_pins"
  apt-get -s -qq install --no-install-recommends "${packages[@]}" >/dev/null
}

install_packages() {
  say "installing ${missing[*]:-a newer LibreOffice} (a few minutes)"
  twice apt_get update || say "the package lists could not all be refreshed"
  add_backports || as_root rm -f "$backports_sources" "$backports_pins"
  twice apt_get install --no-install-recommends "${packages[@]}"
}

# The only free simplified FangSong in Debian, with the Kai and Song of the same makers. They lie
# within a TeX package, of which nothing else is wanted, so it is unpacked and not installed.
fetch_fonts() {
  say "fetching the Fandol fonts (about 50 MB, once)"
  (
    cd "$scratch" || exit
    download() {
      apt-get -qq -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 \
        download texlive-lang-chinese >&2
    }
    download || { can_be_root && apt_get update && download; } || exit
    dpkg-deb --fsys-tarfile texlive-lang-chinese_*.deb |
      tar -x --wildcards --transform='s|.*/||' '*/fandol/Fandol*-Regular.otf' &&
      mkdir -p "$fandol" && mv -f "${fandol_faces[@]/%/.otf}" "$fandol/"
  )
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  say "this is not Debian or Ubuntu; install by hand what is like: ${packages[*]}"
  say "本系统不是 Debian 或 Ubuntu，请自行安装与上列相当的软件，否则相关测试不会运行"
  exit 0
fi

mapfile -t missing < <(missing_packages)
outdated=false
if libreoffice_is_old && [ -z "$(find "$cache/old-libreoffice" -mtime -1 2>/dev/null)" ]; then
  outdated=true
fi
if [ ${#missing[@]} -gt 0 ] || $outdated; then
  if can_be_root; then
    install_packages || say "apt could not install everything"
  fi
  if libreoffice_is_old; then
    say "LibreOffice $libreoffice_wanted is not to be had here; the stock version serves (next try: tomorrow)"
    mkdir -p "$cache" && touch "$cache/old-libreoffice"
  fi
  mapfile -t missing < <(missing_packages)
fi
if fonts_are_missing; then
  link_fonts
  if fonts_are_missing; then
    fetch_fonts || say "the Fandol fonts could not be had; Chinese shows in the Noto fonts"
    link_fonts
  fi
fi
if [ ${#missing[@]} -gt 0 ]; then
  say "not installed: ${missing[*]}"
  say "缺少上列软件包，相关测试不会运行；请以管理员身份执行：apt-get install ${missing[*]}"
fi
