using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Sabos.Serving;

/// <summary>
/// Completions on the thread that learns of the event instead of one of the pool's: two switches between threads less for each request. For those only
/// who never block and never compute for long in a completion, because all sockets' events wait meanwhile. The class library can do so for each socket
/// and has no public name for it.
/// </summary>
public static class InlineCompletions
{
    /// <summary>Wants completions of <paramref name="socket"/>'s operations so.</summary>
    public static void Prefer(Socket socket) => SetPreferInlineCompletions(socket.SafeHandle, true);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    private static extern void SetPreferInlineCompletions(SafeSocketHandle handle, bool value);
}
