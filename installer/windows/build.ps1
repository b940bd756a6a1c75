# The Windows installer, made on Windows itself with PyInstaller.
#   powershell -ExecutionPolicy Bypass -File installer\windows\build.ps1
# Needs Python 3.11 (py -3.11) and NSIS 3 (makensis on PATH). The releases are made on Linux instead (docs/building.md).
$ErrorActionPreference = "Stop"
$root = (Resolve-Path "$PSScriptRoot\..\..").Path
Set-Location $root

function Invoke-Step {
    param([string]$Program, [string[]]$Arguments)
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program 没有完成，退出码 $LASTEXITCODE。" }
}

$venv = "$root\build\windows-native\venv"
$python = "$venv\Scripts\python.exe"
if (-not (Test-Path $python)) { Invoke-Step "py" @("-3.11", "-m", "venv", $venv) }
Invoke-Step $python @("-m", "pip", "install", "-q", "-e", ".[dev]")

$dist = "$root\build\windows-native\dist"
$work = "$root\build\windows-native\work"
Invoke-Step $python @("-m", "PyInstaller", "--noconfirm", "--clean", "--distpath", $dist, "--workpath", $work,
    "installer\fzapp.spec")
Invoke-Step "$dist\fzapp\fzapp-cli.exe" @("--self-test")

$version = & $python -c "from installer import product; print(product.version())"
New-Item -ItemType Directory -Force "$root\dist" | Out-Null
Invoke-Step "makensis" @("-V1", "-INPUTCHARSET", "UTF8", "-DVERSION=$version", "-DSOURCE=$dist\fzapp",
    "-DTARGET=$root\dist\法治报告助手-$version-安装程序.exe", "installer\windows\fzapp.nsi")
