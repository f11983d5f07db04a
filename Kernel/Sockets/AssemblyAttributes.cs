using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Every call in and out of this assembly passes numbers and pointers only.
[assembly: DisableRuntimeMarshalling]
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
