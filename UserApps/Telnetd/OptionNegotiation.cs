namespace Sabos.Telnetd;

/// <summary>
/// One option on one side, negotiated by the Q method (RFC 1143, 7), so that two parties of any temper never answer each other for ever. We ask for options
/// and never to end one, so that three of the method's states are enough. On our side the peer's requests are DO and DONT and ours WILL and WONT; on the
/// peer's side the other way round.
/// </summary>
internal struct OptionNegotiation(bool isAcceptable)
{
    /// <summary>What has to be sent.</summary>
    public enum Request
    {
        None,
        Enable,
        Disable,
    }

    public OptionState State { get; private set; }

    public readonly bool IsEnabled => State == OptionState.Yes;

    /// <summary>We want the option on.</summary>
    public Request Enable()
    {
        if (State != OptionState.No)
            return Request.None;
        State = OptionState.WantYes;
        return Request.Enable;
    }

    /// <summary>The peer says WILL or DO: it wants the option, or answers.</summary>
    public Request PeerEnables()
    {
        bool isAsking = State == OptionState.No;
        if (isAsking && !isAcceptable)
            return Request.Disable;
        State = OptionState.Yes;
        return isAsking ? Request.Enable : Request.None;
    }

    /// <summary>The peer says WONT or DONT: it ends the option, or answers.</summary>
    public Request PeerDisables()
    {
        bool isEnding = State == OptionState.Yes;
        State = OptionState.No;
        return isEnding ? Request.Disable : Request.None;
    }
}
