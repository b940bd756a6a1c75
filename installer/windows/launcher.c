/* fzapp.exe and fzapp-cli.exe: start the Python in runtime\ beside them.
   Nothing is unpacked and nothing written. wmain serves both subsystems (-mwindows, -mconsole). */
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define PATH_LENGTH 32768

typedef int (*PythonMain)(int, wchar_t **);

static int fail(void)
{
    MessageBoxW(NULL, L"程序文件不完整，无法启动，重新安装后再打开。", L"法治报告助手", MB_ICONERROR);
    return 1;
}

/* Settings of another Python on this machine must not reach ours. */
static void forget_foreign_settings(void)
{
    SetEnvironmentVariableW(L"PYTHONHOME", NULL);
    SetEnvironmentVariableW(L"PYTHONPATH", NULL);
    SetEnvironmentVariableW(L"PYTHONUTF8", NULL);
}

static HMODULE load_python(void)
{
    static wchar_t folder[PATH_LENGTH], library[PATH_LENGTH];
    wchar_t *end;

    GetModuleFileNameW(NULL, folder, PATH_LENGTH - 64);
    end = wcsrchr(folder, L'\\');
    if (end)
        *end = 0;
    _snwprintf(library, PATH_LENGTH - 1, L"%ls\\runtime\\python311.dll", folder);
    return LoadLibraryExW(library, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
}

int wmain(int count, wchar_t **given)
{
    static wchar_t *fixed[] = {L"-X", L"utf8", L"-m", L"fzapp_start"};
    const int fixed_count = sizeof fixed / sizeof *fixed;
    wchar_t **arguments = calloc(count + fixed_count + 1, sizeof *arguments);
    PythonMain python_main;
    HMODULE python;
    int i;

    SetErrorMode(SEM_FAILCRITICALERRORS);
    forget_foreign_settings();
    python = load_python();
    if (!python || !arguments)
        return fail();
    python_main = (PythonMain)(void *)GetProcAddress(python, "Py_Main");
    if (!python_main)
        return fail();
    arguments[0] = given[0];
    for (i = 0; i < fixed_count; i++)
        arguments[1 + i] = fixed[i];
    for (i = 1; i < count; i++)
        arguments[fixed_count + i] = given[i];
    return python_main(count + fixed_count, arguments);
}
