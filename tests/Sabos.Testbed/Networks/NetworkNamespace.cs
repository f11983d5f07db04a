using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace Sabos.Testbed;

/// <summary>A network namespace that exists as long as this object. Making one needs root.</summary>
public sealed class NetworkNamespace : IDisposable
{
    private const int NetworkKind = 0x40000000; // CLONE_NEWNET, setns(2)

    private readonly string _name;

    private NetworkNamespace(string name) => _name = name;

    /// <summary>What runs a program in here: it replaces itself by the program, so that the process id is the program's.</summary>
    public IReadOnlyList<string> Launcher => ["nsenter", $"--net={Path}"];

    private string Path => $"/run/netns/{_name}";

    public static NetworkNamespace Create()
    {
        NetworkNamespace created = new($"sabos-{Environment.ProcessId}-{Guid.NewGuid():N}"[..24]);
        ExternalCommand.Run(["ip", "netns", "add", created._name]);
        return created;
    }

    /// <summary>
    /// Runs <paramref name="action"/> on a thread inside the namespace. Sockets made by it stay there, whichever thread uses them later.
    /// </summary>
    public T Enter<T>(Func<T> action)
    {
        T? result = default;
        Exception? failure = null;
        // A thread of its own, which ends inside: no thread of the pool is left in there.
        Thread thread = new(() =>
        {
            try
            {
                using SafeFileHandle file = File.OpenHandle(Path);
                if (SetNamespace(file, NetworkKind) != 0)
                    throw new IOException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
                result = action();
            }
            catch (Exception thrown) when (thrown is IOException or System.Net.Sockets.SocketException)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new IOException($"In network namespace {_name}: {failure.Message}", failure);
    }

    public void Dispose() => ExternalCommand.Run(["ip", "netns", "delete", _name]);

    [DllImport("libc", EntryPoint = "setns", ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNamespace(SafeFileHandle file, int kind);
}
