namespace Sabos.Httpd;

/// <summary>Where a conversation stands between two pieces of input.</summary>
internal enum ConversationPhase
{
    /// <summary>Within a request's head, or before it.</summary>
    Head,

    /// <summary>Within a body whose length was announced.</summary>
    Body,

    /// <summary>Within a body in chunks.</summary>
    ChunkedBody,

    /// <summary>The last response has been written.</summary>
    Closed,
}
