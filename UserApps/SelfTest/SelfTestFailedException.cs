using System;

namespace Sabos.SelfTest;

/// <summary>A self-test has found something wrong; the message says what.</summary>
public sealed class SelfTestFailedException : Exception
{
    public SelfTestFailedException()
    {
    }

    public SelfTestFailedException(string message)
        : base(message)
    {
    }

    public SelfTestFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
