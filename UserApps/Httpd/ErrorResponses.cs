using System;
using System.Collections.Generic;
using System.Text;

namespace Sabos.Httpd;

/// <summary>The prepared response of every error status.</summary>
internal sealed class ErrorResponses
{
    private readonly Dictionary<int, Representation> _responses = [];

    public ErrorResponses()
    {
        foreach (HttpStatus status in Enum.GetValues<HttpStatus>())
            _responses[(int)status] = Make(status);
    }

    public Representation this[HttpStatus status] => _responses[(int)status];

    private static Representation Make(HttpStatus status)
    {
        // RFC 9110, 15.5.6: 405 names the methods that are allowed. 15.6.4: 503 may say when to come again.
        string extraFields = status switch
        {
            HttpStatus.MethodNotAllowed => "Allow: GET, HEAD\r\n",
            HttpStatus.ServiceUnavailable => "Retry-After: 1\r\n",
            _ => "",
        };
        byte[] body = Encoding.ASCII.GetBytes($"{(int)status} {ReasonPhrase.Of(status)}\n");
        return new Representation(status, "text/plain; charset=utf-8", body, extraFields);
    }
}
