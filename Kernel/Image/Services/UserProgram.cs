using System;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Shell.Terminals;

namespace Sabos.Image;

/// <summary>The program of the user's own that the image was built with (Sabos.Image.csproj: UserProgram): any executable's assembly.</summary>
/// <param name="entryPoint">Its Main, with or without arguments and a result.</param>
internal sealed class UserProgram(MethodInfo entryPoint)
{
    // That of a main thread on Linux; other threads have 1.5 MiB.
    private const int StackLength = 8 * 1024 * 1024;

    /// <summary>The program; null in an image without one.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The build roots the whole assembly.")]
    public static UserProgram? Find() =>
        AppContext.GetData("Sabos.UserProgram") is string name && Assembly.Load(name).EntryPoint is { } entryPoint ? new UserProgram(entryPoint) : null;

    /// <summary>Runs the program on a thread of its own, with the serial console, which edits no lines itself, as its input.</summary>
    /// <param name="arguments">What its Main is given.</param>
    /// <returns>Its exit code, when it has returned. What it throws and does not catch ends the machine.</returns>
    public async Task<int> RunAsync(string[] arguments)
    {
        using TerminalInput input = new(new StandardTerminal());
        Console.SetIn(input);
        TaskCompletionSource<int> ended = new();
        Thread thread = new(() => ended.SetResult(Invoke(arguments)), StackLength) { Name = "program" };
        thread.Start();
        return await ended.Task;
    }

    private int Invoke(string[] arguments)
    {
        object?[] parameters = entryPoint.GetParameters().Length == 0 ? [] : [arguments];
        return entryPoint.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, parameters, culture: null) as int? ?? Environment.ExitCode;
    }
}
