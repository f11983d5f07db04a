using System;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Sabos.Sockets.Conformance;

/// <summary>What happened in a case: no ports, no times, nothing that differs from run to run.</summary>
public sealed class Transcript
{
    private readonly StringBuilder _text = new();

    public void Note(string what, object? value) => _text.Append(what).Append('=').Append(value ?? "null").Append("; ");

    /// <summary>Notes how an action ends: ok, a socket error, or another exception's name.</summary>
    public void Try(string what, Action action) => Note(what, Outcome(action));

    public async Task TryAsync(string what, Func<Task> action) => Note(what, await OutcomeAsync(action).ConfigureAwait(false));

    public override string ToString() => _text.ToString().TrimEnd();

    public static string Outcome(Action action) => OutcomeAsync(() =>
    {
        action();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    private static async Task<string> OutcomeAsync(Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
            return "ok";
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode.ToString();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or InvalidOperationException or System.IO.IOException)
        {
            return exception.InnerException is SocketException inner ? inner.SocketErrorCode.ToString() : Name(exception);
        }
    }

    private static string Name(Exception exception) =>
        exception is OperationCanceledException ? nameof(OperationCanceledException) : exception.GetType().Name;
}
