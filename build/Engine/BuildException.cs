using System;

namespace Sabos.Build.Engine;

/// <summary>A failure whose message tells the user everything; it is shown without a stack trace.</summary>
internal sealed class BuildException : Exception
{
    public BuildException()
    {
    }

    public BuildException(string message)
        : base(message)
    {
    }

    public BuildException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
