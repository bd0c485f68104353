import {registry} from "@web/core/registry";

/**
 * End of a screen that was opened from another one: say what was done, go back to
 * where the person came from (the case when there is nothing before), then go on
 * with `params.next` if there is one.
 */
async function goBack(env, action) {
    const {message, case_id: caseId, next} = action.params || {};
    if (message) {
        env.services.notification.add(message, {type: "success"});
    }
    try {
        await env.services.action.restore();
    } catch {
        if (!next) {
            return {
                type: "ir.actions.act_window",
                res_model: "relance.case",
                res_id: caseId,
                views: [[false, "form"]],
                target: "main",
            };
        }
    }
    return next;
}

registry.category("actions").add("relance_go_back", goBack);
