"""Answers the two calls around a file upload.

https://docs.slack.dev/reference/methods/files.completeUploadExternal
"""

from __future__ import annotations

from simulator.payload import Json
from simulator.slack import posting
from simulator.slack.methods.registry import Invocation, method
from simulator.slack.posting import Draft
from simulator.slack.refusals import RefusedError
from simulator.slack.uploads import Upload


@method("files.getUploadURLExternal", 4, "files:write")
def get_upload_url(call: Invocation) -> Json:
    name = call.arguments.needed("filename")
    if not call.arguments.needed("length").isdigit():
        raise RefusedError("invalid_arguments")
    upload = Upload(call.workspace.around.ids.new("F"), name, name)
    call.uploads.files[upload.id] = upload
    return {"upload_url": f"{call.uploads.address}/{upload.id}", "file_id": upload.id}


@method("files.completeUploadExternal", 4, "files:write")
def complete_upload(call: Invocation) -> Json:
    files = [_completed(call, given) for given in call.arguments.structure("files") or []]
    if not files:
        raise RefusedError("invalid_arguments")
    channel_id = call.arguments.text("channel_id")
    if channel_id:
        _share(call, channel_id, files)
    return {"files": files}


def _completed(call: Invocation, given: Json) -> Json:
    upload = call.uploads.find(str(given.get("id")))
    upload.title = str(given.get("title") or upload.name)
    return upload.payload()


def _share(call: Invocation, channel_id: str, files: list[Json]) -> None:
    channel = call.workspace.visible_to_app(channel_id)
    if not call.workspace.app_is_in(channel):
        raise RefusedError("not_in_channel")
    draft = Draft(call.arguments.text("initial_comment"), files=files)
    thread_ts = call.arguments.text("thread_ts") or None
    posting.post(call.workspace, channel, call.workspace.app.bot_user_id, draft, thread_ts)
