using System;

namespace Sabos.Shell;

/// <summary>A command was called with arguments it does not understand.</summary>
public sealed class UsageException : Exception
{
    public UsageException()
        : base("")
    {
    }

    /// <summary>With what is wrong about the arguments.</summary>
    public UsageException(string message)
        : base(message)
    {
    }

    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
