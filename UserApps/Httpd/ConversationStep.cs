namespace Sabos.Httpd;

/// <summary>What the connection has to do next, after it has sent what the conversation wrote.</summary>
internal enum ConversationStep
{
    /// <summary>Receive more.</summary>
    Receive,

    /// <summary>Come back with the input that is left: enough responses have gathered for now.</summary>
    Resume,

    /// <summary>Close the connection.</summary>
    Close,
}
