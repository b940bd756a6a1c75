; The setup program: for one user, without an administrator.
;   makensis -INPUTCHARSET UTF8 -DVERSION=0.1.0 -DSOURCE=build/windows/fzapp -DTARGET=dist/x.exe installer/windows/fzapp.nsi
; Exit codes of a silent run (/S): 0 done, 2 this Windows is too old, 3 the program is running, 4 could not write.
; A folder with blanks is given last and without quotes: setup.exe /S /D=C:\工作 软件\fzapp
Unicode true
Target amd64-unicode
!define ID fzapp
!define NAME "法治报告助手"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define OLDEST_BUILD 17763
!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include FileFunc.nsh

Name "${NAME}"
OutFile "${TARGET}"
SetCompressor /SOLID lzma
SetDateSave off
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${ID}"
InstallDirRegKey HKCU "Software\${ID}" "InstallDir"
ManifestDPIAware true
ManifestSupportedOS all
ShowInstDetails nevershow
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 ProductName "${NAME}"
VIAddVersionKey /LANG=2052 FileDescription "${NAME} 安装程序"
VIAddVersionKey /LANG=2052 FileVersion "${VERSION}"
VIAddVersionKey /LANG=2052 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=2052 LegalCopyright "MIT"

!define MUI_ICON "fzapp.ico"
!define MUI_UNICON "fzapp.ico"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "安装${NAME} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "本程序只在本机运行，不需要联网，也不需要管理员权限。$\r$\n$\r$\n装过旧版的，会直接升级：报告和台账原样保留，升级数据之前程序自动备份。$\r$\n$\r$\n先关闭正在运行的${NAME}，再点“下一步”。"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${ID}.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开${NAME}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; A running program holds its file: it cannot be opened for writing.
!macro RefuseWhileRunning prefix
Function ${prefix}RefuseWhileRunning
  again:
  IfFileExists "$INSTDIR\${ID}.exe" 0 free
  ClearErrors
  FileOpen $0 "$INSTDIR\${ID}.exe" a
  IfErrors busy
  FileClose $0
  Goto free
  busy:
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME}正在运行，关闭它以后点“重试”。" /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Quit
  free:
FunctionEnd
!macroend
!insertmacro RefuseWhileRunning ""
!insertmacro RefuseWhileRunning "un."

; Only a folder that bears our mark is ever emptied, whatever place was typed.
!macro RemoveProgram
  ${If} ${FileExists} "$INSTDIR\runtime\python311._pth"
    RMDir /r "$INSTDIR\runtime"
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\_internal\python311.dll"  ; the folder as PyInstaller makes it (build.ps1)
    RMDir /r "$INSTDIR\_internal"
  ${EndIf}
  Delete "$INSTDIR\${ID}.exe"
  Delete "$INSTDIR\${ID}-cli.exe"
!macroend

!macro RefuseOldWindows message
  MessageBox MB_OK|MB_ICONSTOP "${message}" /SD IDOK
  SetErrorLevel 2
  Quit
!macroend

Function .onInit
  ${IfNot} ${AtLeastWin10}
    !insertmacro RefuseOldWindows "本程序需要 64 位的 Windows 10（1809 以上）或 Windows 11，换一台电脑安装。"
  ${EndIf}
  ReadRegStr $0 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentBuildNumber"
  ${If} $0 != ""
  ${AndIf} $0 < ${OLDEST_BUILD}
    !insertmacro RefuseOldWindows "本机的 Windows 10 版本过旧（内部版本 $0），升级到 1809 以上再安装。"
  ${EndIf}
FunctionEnd

Section "-program"
  Call RefuseWhileRunning
  SetShellVarContext current
  !insertmacro RemoveProgram
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${SOURCE}/*.*"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "文件写入失败，检查磁盘空间和杀毒软件的拦截记录后再安装。" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
  WriteUninstaller "$INSTDIR\卸载.exe"
  CreateDirectory "$SMPROGRAMS\${NAME}"
  CreateShortCut "$SMPROGRAMS\${NAME}\${NAME}.lnk" "$INSTDIR\${ID}.exe" "" "$INSTDIR\${ID}.exe" 0
  CreateShortCut "$SMPROGRAMS\${NAME}\卸载${NAME}.lnk" "$INSTDIR\卸载.exe"
  CreateShortCut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${ID}.exe" "" "$INSTDIR\${ID}.exe" 0
  WriteRegStr HKCU "Software\${ID}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${NAME} 项目"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${ID}.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\卸载.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\卸载.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" "$0"
SectionEnd

; Removes what the setup wrote. Reports and ledgers lie in $LOCALAPPDATA\fzapp and stay.
Section "Uninstall"
  Call un.RefuseWhileRunning
  SetShellVarContext current
  !insertmacro RemoveProgram
  Delete "$INSTDIR\卸载.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}\${NAME}.lnk"
  Delete "$SMPROGRAMS\${NAME}\卸载${NAME}.lnk"
  RMDir "$SMPROGRAMS\${NAME}"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "Software\${ID}"
  MessageBox MB_OK|MB_ICONINFORMATION "程序已卸载，报告和台账仍保留在：$\r$\n$LOCALAPPDATA\${ID}$\r$\n确认不再需要时，可以自行删除这个文件夹。" /SD IDOK
SectionEnd
