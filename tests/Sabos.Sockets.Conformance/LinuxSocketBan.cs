using System;
using System.Runtime.InteropServices;

namespace Sabos.Sockets.Conformance;

/// <summary>
/// Takes Linux's sockets away from this process: from here on a system call about sockets or epoll, in any thread, kills it (seccomp(2), SIGSYS).
/// What then still works, works over our stack.
/// </summary>
internal static unsafe partial class LinuxSocketBan
{
    private const int SecureComputing = 317; // seccomp
    private const int Control = 157; // prctl
    private const int NoNewPrivileges = 38; // PR_SET_NO_NEW_PRIVS
    private const int SetFilter = 1; // SECCOMP_SET_MODE_FILTER
    private const int AllThreads = 1; // SECCOMP_FILTER_FLAG_TSYNC
    private const uint Allow = 0x7FFF_0000; // SECCOMP_RET_ALLOW
    private const uint KillProcess = 0x8000_0000; // SECCOMP_RET_KILL_PROCESS
    private const ushort LoadWord = 0x20; // BPF_LD | BPF_W | BPF_ABS: the system call's number is at offset 0
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfGreater = 0x25;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort Return = 0x06;

    private const int Socket = 41; // the first of the socket calls
    private const int GetSocketOption = 55; // the last of them

    // epoll_create, epoll_wait, epoll_ctl, epoll_pwait, accept4, epoll_create1, recvmmsg, sendmmsg, epoll_pwait2
    private static readonly uint[] s_others = [213, 232, 233, 281, 288, 291, 299, 307, 441];

    /// <exception cref="InvalidOperationException">The kernel does not let us.</exception>
    public static void Impose()
    {
        Instruction[] filter = new Instruction[s_others.Length + 5];
        int next = 0;
        filter[next++] = new(LoadWord, 0, 0, 0);
        foreach (uint call in s_others)
        {
            byte toKill = (byte)(filter.Length - 1 - next - 1);
            filter[next++] = new(JumpIfEqual, toKill, 0, call);
        }

        filter[next++] = new(JumpIfAtLeast, 0, 1, Socket);
        filter[next++] = new(JumpIfGreater, 0, 1, GetSocketOption);
        filter[next++] = new(Return, 0, 0, Allow);
        filter[next] = new(Return, 0, 0, KillProcess);

        // SAFETY: the filter is pinned while the kernel copies it.
        fixed (Instruction* start = filter)
        {
            Program program = new() { Length = (ushort)filter.Length, Instructions = start };
            if (Call(Control, NoNewPrivileges, 1, 0, 0, 0) != 0 || Call(SecureComputing, SetFilter, AllThreads, (nint)(&program), 0, 0) != 0)
                throw new InvalidOperationException("the kernel refuses the filter");
        }
    }

    /// <summary>Makes the forbidden call, to show that the ban holds. Returns only if it does not.</summary>
    public static void Violate() => Call(Socket, 2, 1, 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Call(nint number, nint first, nint second, nint third, nint fourth, nint fifth);

    /// <summary>struct sock_filter.</summary>
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);

    /// <summary>struct sock_fprog.</summary>
    private struct Program
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
